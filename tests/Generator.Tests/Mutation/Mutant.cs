using System;

namespace LossGen.Generator.Tests.Mutation;

/// <summary>One row of a table, changed in one place.</summary>
/// <param name="Table">The table.</param>
/// <param name="Row">The row, and the operand if it has an entry for each.</param>
/// <param name="Change">What was changed.</param>
/// <param name="Check">The suite's check of the row, on what has become of it: what is the matter, or null where it noticed nothing.</param>
internal sealed record Mutant(string Table, string Row, string Change, Func<string?> Check)
{
    public string Name => $"{Table}: {Row}: {Change}";

    /// <summary>What the check says; a row that it cannot even evaluate is noticed too.</summary>
    public string? Failure()
    {
        try
        {
            return Check();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.GetType().Name + ": " + e.Message;
        }
    }
}

/// <summary>A mutant that no test can tell from the row it was made of, and why.</summary>
/// <param name="Name">The name of the mutant.</param>
/// <param name="Why">Why it means the same.</param>
internal sealed record Equivalent(string Name, string Why);
