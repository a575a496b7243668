using System;
using LossGen.Generator.Ir;
using LossGen.Generator.Precision;

namespace LossGen.Accuracy.VectorMath;

/// <summary>Consecutive floats, or every so manieth, through the kernel and through its reference.</summary>
internal sealed class SingleChunk
{
    // Of chunks in which the function is its first term, one in so many is taken.
    private const int PlainStep = 64;

    private readonly Primitive _primitive;
    private readonly uint _stride;
    private readonly FunctionKernel<float> _kernel;
    private readonly FunctionKernel<double>? _wide;
    private readonly double[] _expected;
    private double[]? _sizes;

    public SingleChunk(Primitive primitive, uint stride, int count)
    {
        _primitive = primitive;
        _stride = stride;
        _kernel = new(primitive.Op, count);
        _wide = primitive.Single is null ? new(primitive.Op, count) : null;
        _expected = _wide?.Result ?? new double[count];
    }

    public void Run(long first, long end, Worst into)
    {
        int count = (int)Math.Min(_expected.Length, end - first);
        double low = Math.Abs(At(first)), high = Math.Abs(At(first + count - 1));
        bool isPlain = _stride == 1 && (high < _primitive.PlainBelow || low > _primitive.PlainAbove);
        if (Math.Min(low, high) > _primitive.Limit || (isPlain && first / _expected.Length % PlainStep != 0))
        {
            return;
        }

        for (int i = 0; i < _expected.Length; i++)
        {
            _kernel.X[i] = At(Math.Min(first + i, end - 1));
        }

        _kernel.Run();
        Expect();
        into.Count += count;
        into.Add(_kernel.X, null, _kernel.Result, _expected, Sizes());
    }

    private float At(long index) => BitConverter.UInt32BitsToSingle((uint)index * _stride);

    private void Expect()
    {
        if (_wide is null)
        {
            Func<double, double> reference = _primitive.Single!;
            for (int i = 0; i < _expected.Length; i++)
            {
                float x = _kernel.X[i];
                _expected[i] = Math.Abs(x) > _primitive.Limit ? _kernel.Result[i] : reference(x);
            }

            return;
        }

        for (int i = 0; i < _expected.Length; i++)
        {
            _wide.X[i] = _kernel.X[i];
        }

        _wide.Run();
    }

    private double[] Sizes()
    {
        if (_primitive.Slope is null)
        {
            return _expected;
        }

        _sizes ??= new double[_expected.Length];
        for (int i = 0; i < _sizes.Length; i++)
        {
            _sizes[i] = _primitive.Size(_kernel.X[i], _expected[i]);
        }

        return _sizes;
    }
}

/// <summary>Drawn pairs of floats through the kernel and through the kernels for double.</summary>
internal sealed class PairChunk
{
    private readonly PairPrimitive _primitive;
    private readonly FunctionKernel<float> _kernel;
    private readonly FunctionKernel<double> _wide;
    private readonly FunctionKernel<double>? _exponential;
    private readonly double[] _expected;

    public PairChunk(PairPrimitive primitive, int count)
    {
        _primitive = primitive;
        _kernel = new(primitive.Op, count);

        // The library's power is what the kernel calls: its reference is e^(y·ln x).
        _wide = new(primitive.Op == OpCode.Pow ? OpCode.Log : primitive.Op, count);
        _exponential = primitive.Op == OpCode.Pow ? new(OpCode.Exp, count) : null;
        _expected = (_exponential ?? _wide).Result;
    }

    public void Run(int chunk, Worst into)
    {
        var draws = new Draws(chunk);
        for (int i = 0; i < _expected.Length; i++)
        {
            float x = (float)_primitive.X(draws), y = (float)_primitive.Y(draws, x);
            (_kernel.X[i], _kernel.Y[i]) = (x, y);
            (_wide.X[i], _wide.Y[i]) = (x, y);
        }

        _kernel.Run();
        _wide.Run();
        for (int i = 0; _exponential is not null && i < _expected.Length; i++)
        {
            _exponential.X[i] = _wide.Result[i] * _kernel.Y[i];
        }

        _exponential?.Run();
        into.Add(_kernel.X, _kernel.Y, _kernel.Result, _expected, _expected);
        into.Count += _expected.Length;
    }
}
