using System;

namespace LossGen.Samples;

/// <summary>One line that is rewritten in place on a terminal; a few plain lines where the output is a file or a pipe.</summary>
internal sealed class ProgressLine(int steps)
{
    private readonly bool _inPlace = !Console.IsOutputRedirected;
    private int _width;

    public void Show(int step, Func<string> text)
    {
        if (_inPlace)
        {
            string line = text();
            Console.Write("\r" + line.PadRight(_width));
            _width = line.Length;
            if (step == steps)
            {
                Console.WriteLine();
            }
        }
        else if (step == 1 || step == steps || step % Math.Max(1, steps / 4) == 0)
        {
            Console.WriteLine(text());
        }
    }
}
