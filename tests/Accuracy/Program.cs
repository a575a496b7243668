using System;
using System.Globalization;
using System.Linq;
using LossGen.Accuracy.VectorMath;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var sweeps = new Sweeps(2, 997, 100000, 400000, 400);
foreach (var p in Primitives.OfOne.Where(p => args.Length == 0 || args.Contains(p.Name)))
{
    var w = System.Diagnostics.Stopwatch.StartNew();
    foreach (var f in SpecialValues.Failures(p)) Console.WriteLine(f);
    var c = sweeps.Check(p);
    Console.WriteLine($"{p.Name} check {c.Error:G3} at {c.X:R} of {c.Count} {w.ElapsedMilliseconds}");
    try { var s = sweeps.Singles(p);
    Console.WriteLine($"   single {s.Error:F4} at {s.X:R} of {s.Count} {w.ElapsedMilliseconds}"); } catch (Exception e) { Console.WriteLine(e.Message); }
    var d = sweeps.Doubles1(p);
    Console.WriteLine($"   double {d.Error:F4} at {d.X:R} of {d.Count} {w.ElapsedMilliseconds}");
}
foreach (var p in Primitives.OfTwo.Where(p => args.Length == 0 || args.Contains(p.Name)))
{
    var s = sweeps.SinglePairs(p);
    Console.WriteLine($"{p.Name} single {s.Error:F4} at {s.X:R}, {s.Y:R} of {s.Count}");
    var d = sweeps.DoublePairs(p);
    Console.WriteLine($"   double {d.Error:F4} at {d.X:R}, {d.Y:R} of {d.Count}");
}
