using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Scheduling;

/// <summary>The order of straight-line code, and how many copies of it run in lockstep.</summary>
internal static class Ordering
{
    public const int LargestUnroll = 4;

    /// <summary>A longer body is not worth a second, unrolled text.</summary>
    public const int LongestWideBody = 1500;

    /// <summary>
    /// The most values that the loops of a method should name, beyond those that the registers' count allows: the just-in-time compiler keeps track of 1,024 variables, its own included, and leaves
    /// all others on the stack.
    /// </summary>
    public const int MostNames = 500;

    private const int VectorRegisters = 32;

    /// <param name="Steps">Nodes in order; <c>~k</c> where result k is complete.</param>
    /// <param name="Live">The largest number of vectors alive at once.</param>
    public readonly record struct Order(IReadOnlyList<int> Steps, int Live);

    /// <summary>Tries the given orders of the results and keeps the one with the fewest live values.</summary>
    /// <param name="nodes">The code.</param>
    /// <param name="operands">The operands of each node.</param>
    /// <param name="results">The node of each result.</param>
    /// <param name="orders">Orders of the results' numbers.</param>
    public static Order Best(MachineNode[] nodes, int[][] operands, int[] results, int[][] orders)
    {
        int[] need = RegisterNeed(nodes, operands);
        Order best = new([], int.MaxValue);
        foreach (int[] order in orders)
        {
            foreach (bool heavyFirst in new[] { true, false })
            {
                List<int> steps = Sort(operands, results, order, need, heavyFirst);
                int live = MaximumLive(nodes, operands, steps, results);
                if (live < best.Live)
                {
                    best = new Order(steps, live);
                }
            }
        }

        return best;
    }

    /// <summary>Moves the reading of data before the first result that is stored: an output may lie where an input does.</summary>
    public static IReadOnlyList<int> LoadsFirst(MachineNode[] nodes, IReadOnlyList<int> steps, Func<int, bool> isStored)
    {
        int first = 0;
        while (first < steps.Count && !(steps[first] < 0 && isStored(~steps[first])))
        {
            first++;
        }

        bool IsLoad(int step) => step >= 0 && nodes[step].Op is MachineOp.Input or MachineOp.InputMask or MachineOp.TableInput;
        return [.. steps.Take(first), .. steps.Skip(first).Where(IsLoad), .. steps.Skip(first).Where(s => !IsLoad(s))];
    }

    /// <summary>The largest unrolling whose values, uniforms and tables fit the registers: an operand on the stack costs more than it saves.</summary>
    /// <param name="nodes">The code.</param>
    /// <param name="computed">The nodes computed in the loop.</param>
    /// <param name="live">The vectors alive at once.</param>
    /// <param name="held">The vectors held besides: accumulators and factors.</param>
    /// <param name="element">The element type.</param>
    /// <param name="largest">The largest unrolling worth its text.</param>
    public static int Unroll(MachineNode[] nodes, IEnumerable<int> computed, int live, int held, Element element, int largest)
    {
        var standing = new HashSet<int>();
        var tables = new HashSet<long>();
        foreach (int index in computed)
        {
            foreach (int operand in nodes[index].Operands)
            {
                if (nodes[operand].Op is MachineOp.Uniform or MachineOp.RowValue)
                {
                    standing.Add(operand);
                }
            }

            if (nodes[index].Op == MachineOp.Lookup)
            {
                tables.Add(nodes[index].Payload);
            }
        }

        // Two constants in flight; a table of doubles takes two registers.
        int registers = standing.Count + (tables.Count * (element == Element.Double ? 2 : 1)) + held + 2;
        // The copies run two statements apart, so their peaks do not meet: two values less for every further copy.
        int unroll = largest;
        while (unroll > 1 && registers + (unroll * live) - (2 * (unroll - 1)) > VectorRegisters)
        {
            unroll--;
        }

        return unroll;
    }

    /// <summary>Sethi and Ullman's count of registers a value needs, with sharing ignored: it decides which operand goes first.</summary>
    private static int[] RegisterNeed(MachineNode[] nodes, int[][] operands)
    {
        var need = new int[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            int[] needs = Array.ConvertAll(operands[i], o => need[o]);
            Array.Sort(needs);
            need[i] = IsStanding(nodes[i].Op) ? 0 : 1;
            for (int k = 0; k < needs.Length; k++)
            {
                need[i] = Math.Max(need[i], needs[needs.Length - 1 - k] + k);
            }
        }

        return need;
    }

    /// <summary>Literals and values that are the same in every turn of the loop.</summary>
    public static bool IsStanding(MachineOp op) =>
        op is MachineOp.Constant or MachineOp.Uniform or MachineOp.UniformMask or MachineOp.RowValue or MachineOp.RowMask;

    private static List<int> Sort(int[][] operandsOf, int[] results, int[] order, int[] need, bool heavyFirst)
    {
        var steps = new List<int>();
        var done = new bool[operandsOf.Length];
        foreach (int result in order)
        {
            Visit(results[result]);
            steps.Add(~result);
        }

        return steps;

        // An explicit stack: a declaration may be thousands of operations deep.
        void Visit(int root)
        {
            var stack = new Stack<(int Node, bool Ready)>();
            stack.Push((root, false));
            while (stack.Count > 0)
            {
                (int node, bool ready) = stack.Pop();
                if (done[node])
                {
                    continue;
                }

                if (ready)
                {
                    done[node] = true;
                    steps.Add(node);
                    continue;
                }

                stack.Push((node, true));

                // What is pushed last is computed first.
                int[] operands = operandsOf[node];
                if (heavyFirst && operands.Length > 1)
                {
                    operands = (int[])operands.Clone();
                    Array.Sort(Array.ConvertAll(operands, o => need[o]), operands);
                }
                else if (operands.Length > 1)
                {
                    operands = (int[])operands.Clone();
                    Array.Reverse(operands);
                }

                foreach (int operand in operands)
                {
                    if (!done[operand])
                    {
                        stack.Push((operand, false));
                    }
                }
            }
        }
    }

    /// <summary>The nodes that results are made of.</summary>
    /// <param name="operands">The operands of each node.</param>
    /// <param name="results">The nodes of the results.</param>
    public static bool[] Needed(int[][] operands, IEnumerable<int> results)
    {
        var needed = new bool[operands.Length];
        foreach (int result in results)
        {
            needed[result] = true;
        }

        for (int i = needed.Length - 1; i >= 0; i--)
        {
            foreach (int operand in needed[i] ? operands[i] : [])
            {
                needed[operand] = true;
            }
        }

        return needed;
    }

    /// <summary>The largest number of vectors alive at once.</summary>
    /// <param name="nodes">The code.</param>
    /// <param name="operands">The operands of each node.</param>
    /// <param name="steps">Nodes in order; <c>~k</c> where result k is complete.</param>
    /// <param name="results">The node of each result.</param>
    public static int MaximumLive(MachineNode[] nodes, int[][] operands, IReadOnlyList<int> steps, int[] results)
    {
        var lastUse = new int[nodes.Length];
        for (int k = 0; k < steps.Count; k++)
        {
            foreach (int used in steps[k] >= 0 ? operands[steps[k]] : [results[~steps[k]]])
            {
                lastUse[used] = k;
            }
        }

        int live = 0, maximum = 0;
        var ends = new int[steps.Count + 1];
        for (int k = 0; k < steps.Count; k++)
        {
            if (steps[k] >= 0 && HoldsVector(nodes[steps[k]].Op))
            {
                live++;
                ends[lastUse[steps[k]]]++;
            }

            maximum = Math.Max(maximum, live);
            live -= ends[k];
        }

        return maximum;
    }

    /// <summary>Literals are memory operands, uniforms are counted once per loop and masks have registers of their own.</summary>
    private static bool HoldsVector(MachineOp op) =>
        !IsStanding(op)
        && op is not (MachineOp.InputMask or MachineOp.SlotMask or MachineOp.Less or MachineOp.LessOrEqual
            or MachineOp.Equal or MachineOp.Unordered or MachineOp.And or MachineOp.Or or MachineOp.Not);
}
