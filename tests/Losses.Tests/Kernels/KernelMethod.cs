using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Linq.Expressions;
using System.Reflection;

namespace LossGen.Losses.Tests.Kernels;

/// <summary>
/// Calls a generated kernel whose signature is known at run time only. Spans cannot be boxed; each is passed as a <see cref="Memory{T}"/>,
/// absent where there is none.
/// </summary>
public sealed class KernelMethod
{
    private static readonly ConcurrentDictionary<(Type Type, string Name, Type Element), KernelMethod> Known = new();

    private readonly Func<object, object?[], object?> _call;
    private readonly string[] _names;
    private readonly object?[] _defaults;

    private KernelMethod(MethodInfo method)
    {
        ParameterInfo[] parameters = method.GetParameters();
        _names = parameters.Select(p => p.Name!).ToArray();
        _defaults = parameters.Select(p => IsSpan(p.ParameterType, out _) ? null : p.HasDefaultValue ? Boxed(p) : null).ToArray();

        ParameterExpression instance = Expression.Parameter(typeof(object));
        ParameterExpression arguments = Expression.Parameter(typeof(object?[]));
        IEnumerable<Expression> converted = parameters.Select((p, i) => Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), p.ParameterType));
        Expression call = Expression.Call(Expression.Convert(instance, method.DeclaringType!), method, converted);
        Expression body = method.ReturnType == typeof(void)
            ? Expression.Block(call, Expression.Constant(null))
            : Expression.Convert(call, typeof(object));
        _call = Expression.Lambda<Func<object, object?[], object?>>(body, instance, arguments).Compile();
    }

    /// <summary>The overload of a kernel whose floating-point spans are of one type.</summary>
    public static KernelMethod Of(Type type, string name, Type element) => Known.GetOrAdd((type, name, element), k => Find(k.Type, k.Name, k.Element));

    private static KernelMethod Find(Type type, string name, Type element)
    {
        Type other = element == typeof(float) ? typeof(double) : typeof(float);
        MethodInfo[] found = type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => m.Name == name && Elements(m).Contains(element) && !Elements(m).Contains(other))
            .ToArray();
        return found.Length == 1
            ? new KernelMethod(found[0])
            : throw new InvalidOperationException($"{type} has {found.Length} methods {name} for {element.Name}.");
    }

    /// <summary>Makes a loss of its hyper-parameters; a row is a span there.</summary>
    public static object Make(Type type, object[] hyper)
    {
        ConstructorInfo constructor = type.GetConstructors().Single(c => c.GetParameters().Length == hyper.Length);
        IEnumerable<Expression> arguments = constructor.GetParameters()
            .Select((p, i) => Convert(Expression.Constant(hyper[i] is Row row ? row.Values.ToArray().AsMemory() : hyper[i], typeof(object)), p.ParameterType));
        return Expression.Lambda<Func<object>>(Expression.New(constructor, arguments)).Compile()();
    }

    /// <summary>Calls with arguments by name; those not named have their defaults.</summary>
    public object? Call(object instance, IReadOnlyDictionary<string, object?> arguments) => Bind(instance, arguments)();

    /// <summary>The same call, to be made again and again.</summary>
    public Func<object?> Bind(object instance, IReadOnlyDictionary<string, object?> arguments)
    {
        var values = (object?[])_defaults.Clone();
        foreach ((string name, object? value) in arguments)
        {
            int index = Array.IndexOf(_names, name);
            values[index >= 0 ? index : throw new InvalidOperationException($"No parameter is named {name}.")] = value;
        }

        return () => _call(instance, values);
    }

    private static IEnumerable<Type> Elements(MethodInfo method) =>
        method.GetParameters().Select(p => IsSpan(p.ParameterType, out Type? element) ? element! : typeof(void));

    private static bool IsSpan(Type type, out Type? element)
    {
        bool isSpan = type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Span<>) || type.GetGenericTypeDefinition() == typeof(ReadOnlySpan<>));
        element = isSpan ? type.GetGenericArguments()[0] : null;
        return isSpan;
    }

    private static object? Boxed(ParameterInfo p) => p.ParameterType.IsEnum && p.DefaultValue is not null ? Enum.ToObject(p.ParameterType, p.DefaultValue) : p.DefaultValue;

    private static Expression Convert(Expression argument, Type type)
    {
        if (!IsSpan(type, out Type? element))
        {
            return Expression.Convert(argument, type);
        }

        Type memory = typeof(Memory<>).MakeGenericType(element!);
        Expression span = Expression.Property(
            Expression.Condition(Expression.Equal(argument, Expression.Constant(null)), Expression.Default(memory), Expression.Convert(argument, memory)),
            nameof(Memory<int>.Span));
        return type == span.Type ? span : Expression.Convert(span, type);
    }
}
