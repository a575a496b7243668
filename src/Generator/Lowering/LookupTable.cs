namespace LossGen.Generator.Lowering;

/// <summary>The tables of 16 entries that <see cref="MachineOp.Lookup"/> reads; their values are in <see cref="LookupTables"/>.</summary>
internal enum LookupTable : byte
{
    /// <summary>2^(j/16), times a factor near 1 for which all the entries are nearly exact; the polynomial takes the factor back.</summary>
    Exp2Sixteenth,

    /// <summary>2^(j/16) in so few bits that 1 can be subtracted exactly, and j·ln 2/16 minus its logarithm.</summary>
    Expm1Power,
    Expm1Offset,

    /// <summary>Reciprocals of 1 + i/15, and minus their logarithms: log1p on [0, 1].</summary>
    Log1pReciprocal,
    Log1pLogarithm,

    /// <summary>Short reciprocals over [0.75, 1.5) by the top bits of the mantissa, and minus their logarithms.</summary>
    LogReciprocal,
    LogLogarithm,

    /// <summary>What <see cref="LogLogarithm"/> lacks.</summary>
    LogLogarithmError,
}
