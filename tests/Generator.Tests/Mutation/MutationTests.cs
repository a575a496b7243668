using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit.Abstractions;

namespace LossGen.Generator.Tests.Mutation;

/// <summary>
/// That the checks of the tables notice what they are for: every mutant of a row is noticed by the check of that row, except those that mean the same.
/// With <c>LOSSGEN_MUTANTS</c> set to a file, the list of mutants and what became of them is written to it.
/// </summary>
public class MutationTests(ITestOutputHelper output)
{
    [Fact]
    public void Mutants_of_derivatives_are_noticed() => Run("DerivativeRules", DerivativeMutants.All());

    [Fact]
    public void Mutants_of_rules_are_noticed() => Run("RewriteRules", RuleMutants.All());

    [Fact]
    public void Mutants_of_lowerings_are_noticed() => Run("Lowerings", LoweringMutants.OfPrograms());

    /// <summary>With as few operands as the mutants are asked.</summary>
    [Fact]
    public void Lowerings_themselves_pass() => Assert.Empty(LoweringMutants.Failures());

    [Fact]
    public void Mutants_of_tables_are_noticed() => Run("LookupTables", LoweringMutants.OfTables());

    [Fact]
    public void Mutants_of_polynomials_are_noticed() => Run("Polynomials", LoweringMutants.OfPolynomials());

    private void Run(string table, IEnumerable<Mutant> mutants)
    {
        List<string> lines = [], survivors = [];
        foreach (Mutant mutant in mutants)
        {
            string? failure = mutant.Failure();
            lines.Add(failure is null ? $"SURVIVED {mutant.Name}" : $"killed   {mutant.Name} | {failure}");
            if (failure is null)
            {
                survivors.Add(mutant.Name);
            }
        }

        Assert.Equal(lines.Count, lines.Distinct().Count());
        string summary = $"{table}: {lines.Count} mutants, {lines.Count - survivors.Count} killed";
        output.WriteLine(summary);
        if (Environment.GetEnvironmentVariable("LOSSGEN_MUTANTS") is { Length: > 0 } file)
        {
            File.WriteAllLines($"{file}.{table}.txt", [.. lines, summary]);
        }

        string[] excused = [.. EquivalentMutants.All.Select(e => e.Name).Where(n => n.StartsWith(table + ":", StringComparison.Ordinal))];
        Assert.Empty(survivors.Except(excused));
        Assert.Empty(excused.Except(survivors));
        Assert.True(survivors.Count <= 0.02 * lines.Count, summary);
    }
}
