using System;
using System.Text;
using LossGen.Samples.WorkedExamples;

// Small numbers that can be checked with a pencil, computed by the kernels of the pack and of one declaration of this sample.
Console.OutputEncoding = Encoding.UTF8;
var sheet = new Sheet();
Sheet.PrintHead();
RegressionExamples.Run(sheet);
ClassificationExamples.Run(sheet);
RowExamples.Run(sheet);
Console.WriteLine();
Console.WriteLine(sheet.Wrong == 0 ? $"All {sheet.Lines} lines agree." : $"{sheet.Wrong} of {sheet.Lines} lines DISAGREE.");
return sheet.Wrong == 0 ? 0 : 1;
