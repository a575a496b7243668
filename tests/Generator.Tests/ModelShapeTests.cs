using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Support;
using LossGen.Generator.Tests.Harness;

namespace LossGen.Generator.Tests;

/// <summary>What is cached is plain data that is equal by value.</summary>
public class ModelShapeTests
{
    private static readonly Type[] Cached = [typeof(LossModel), typeof(GeneratedFile), typeof(CompiledLoss), typeof(Complaint)];

    private static LossModel Model => Drive.Class("""
        public enum E { A, B }
        /// <summary>S</summary>
        /// <remarks>R</remarks>
        /// <param name="p">P</param>
        [Loss] static double F(double p, [Range(0, 1)] double t, E e = E.B) => e == E.A ? p : t;
        """).Model;

    [Fact]
    public void No_Roslyn_type_is_reachable_from_what_is_cached()
    {
        foreach (Type type in Reachable(Cached))
        {
            Assert.False(type.FullName!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal), type.FullName);
            Assert.True(type.IsSealed || type.IsValueType || type.IsArray, type + " could be something else at run time");
        }
    }

    [Fact]
    public void Nothing_that_is_cached_can_change()
    {
        foreach (Type type in Reachable(Cached).Where(t => t.Assembly == typeof(LossModel).Assembly && !t.IsEnum && !t.IsArray))
        {
            Assert.All(type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), f => Assert.True(f.IsInitOnly, $"{type}.{f.Name}"));
        }
    }

    [Fact]
    public void The_generator_has_no_mutable_static_state()
    {
        foreach (FieldInfo field in typeof(LossGenerator).Assembly.GetTypes()
            .Where(t => t.Namespace?.StartsWith("LossGen", StringComparison.Ordinal) == true && !t.Name.Contains('<', StringComparison.Ordinal))
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)))
        {
            // What belongs to one thread is the precision in force, which scopes restore, and tables of constants.
            bool isOfOneThread = field.GetCustomAttribute<ThreadStaticAttribute>() is not null;
            Assert.True(field.IsInitOnly || field.IsLiteral || field.Name.StartsWith('<') || isOfOneThread, $"{field.DeclaringType}.{field.Name}");
        }
    }

    [Fact]
    public void Equal_declarations_give_equal_models_with_equal_hashes()
    {
        Assert.Equal(Model, Model);
        Assert.Equal(Model.GetHashCode(), Model.GetHashCode());
    }

    [Fact]
    public void Changing_any_one_value_breaks_equality()
    {
        LossModel model = Model;
        CheckEach(model);
        CheckEach(model.Parameters[0]);
        CheckEach(model.Parameters[1].Range!);
        CheckEach(model.Tape);
        CheckEach(new GeneratedFile("a", "b"));
        CheckEach(new CompiledLoss(model, new GeneratedFile("a", "b")));
        CheckEach(new Complaint("a", "b"));
        Assert.NotEqual(new Node(OpCode.Constant, -1, -1, -1, BitConverter.DoubleToInt64Bits(0.0), Axes.None), new Node(OpCode.Constant, -1, -1, -1, BitConverter.DoubleToInt64Bits(-0.0), Axes.None));
    }

    private static void CheckEach(object record)
    {
        PropertyInfo[] properties = [.. record.GetType().GetProperties().Where(p => p.CanWrite)];
        Assert.NotEmpty(properties);
        foreach (PropertyInfo property in properties)
        {
            object changed = record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
            Assert.Equal(record, changed);
            property.SetValue(changed, Other(property.PropertyType, property.GetValue(record)));
            Assert.False(record.Equals(changed), $"{record.GetType().Name}.{property.Name} does not count");
        }
    }

    private static object? Other(Type type, object? value) => value switch
    {
        string s => s + "x",
        bool b => !b,
        long n => n + 1,
        EquatableArray<ParameterModel> a => new EquatableArray<ParameterModel>(a.Skip(1)),
        EquatableArray<Node> a => new EquatableArray<Node>(a.Skip(1)),
        EquatableArray<Complaint> a => new EquatableArray<Complaint>(a.Append(new Complaint("a", "b"))),
        EquatableArray<string> a => new EquatableArray<string>(a.Append("a")),
        EquatableArray<int> a => new EquatableArray<int>(a.Append(0)),
        Tape t => t with { Roots = new EquatableArray<int>(t.Roots.Append(0)) },
        GeneratedFile or RangeModel => null,
        Enum e => Enum.ToObject(e.GetType(), Convert.ToByte(e, null) ^ 1),
        null when type == typeof(long?) => 1L,
        null when type == typeof(int?) => 1,
        null when type == typeof(string) => "x",
        null when type == typeof(RangeModel) => new RangeModel(0, 0, false, false),
        _ => throw new NotSupportedException(type.FullName),
    };

    private static IEnumerable<Type> Reachable(IEnumerable<Type> from)
    {
        var seen = new HashSet<Type>();
        var open = new Stack<Type>(from);
        while (open.Count > 0)
        {
            Type type = open.Pop();
            if (!seen.Add(type) || type.IsPrimitive || type == typeof(string))
            {
                continue;
            }

            foreach (Type next in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(f => f.FieldType)
                .Concat(type.HasElementType ? [type.GetElementType()!] : []).Concat(type.GetGenericArguments()))
            {
                open.Push(next);
            }
        }

        return seen;
    }
}
