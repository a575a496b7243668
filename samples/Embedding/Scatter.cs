using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace LossGen.Samples.Embedding;

/// <summary>Draws points as an SVG picture: a colour for each digit, the digit itself at its centre, and a legend.</summary>
internal sealed class Scatter
{
    private const int Width = 820;
    private const int Height = 700;
    private const int Top = 108;
    private const int Margin = 28;
    private const int Legend = 156;
    private static readonly string[] Colours = ["#4e79a7", "#f28e2b", "#e15759", "#17a2a2", "#59a14f", "#d4a017", "#9467bd", "#e377c2", "#8c564b", "#5b6470"];

    private readonly double _scale;
    private readonly double _left;
    private readonly double _bottom;
    private readonly StringBuilder _svg = new();

    /// <param name="title">The first line.</param>
    /// <param name="subtitle">The lines below it.</param>
    /// <param name="shown">All that must have a place in the picture.</param>
    public Scatter(string title, string[] subtitle, params Points[] shown)
    {
        (double minX, double maxX) = Extent(shown, 0);
        (double minY, double maxY) = Extent(shown, 1);
        double width = Width - Legend - (2 * Margin), height = Height - Top - Margin;
        _scale = Math.Min(width / (maxX - minX), height / (maxY - minY));
        _left = Margin + ((width - (_scale * (maxX - minX))) / 2) - (_scale * minX);
        _bottom = Height - Margin - ((height - (_scale * (maxY - minY))) / 2) + (_scale * minY);
        _svg.AppendLine($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" font-family=\"system-ui, 'Segoe UI', Helvetica, Arial, sans-serif\" role=\"img\">");
        _svg.AppendLine($"<title>{title}</title>");
        _svg.AppendLine($"<rect width=\"{Width}\" height=\"{Height}\" rx=\"10\" fill=\"#ffffff\"/>");
        _svg.AppendLine($"<text x=\"{Margin}\" y=\"42\" font-size=\"21\" font-weight=\"600\" fill=\"#1f2933\">{title}</text>");
        for (int k = 0; k < subtitle.Length; k++)
        {
            _svg.AppendLine($"<text x=\"{Margin}\" y=\"{66 + (20 * k)}\" font-size=\"14\" fill=\"#52606d\">{subtitle[k]}</text>");
        }
    }

    /// <summary>Draws points as dots; those of a digit are one path of strokes without length.</summary>
    /// <param name="points">The points.</param>
    /// <param name="size">The diameter of a dot.</param>
    /// <param name="opacity">How strong the colour is.</param>
    /// <param name="halo">The width of a white ring around each, which tells apart what overlaps.</param>
    public void Draw(Points points, double size, double opacity, double halo)
    {
        _svg.AppendLine($"<g fill=\"none\" stroke-linecap=\"round\" stroke-opacity=\"{opacity}\">");
        for (int d = 0; d < DigitData.Digits; d++)
        {
            string dots = string.Concat(Enumerable.Range(0, points.Count).Where(i => points.Labels[i] == d).Select(i => $"M{Place(points[i])}h.01"));
            if (halo > 0)
            {
                _svg.AppendLine($"<path stroke=\"#fff\" stroke-width=\"{size + (2 * halo)}\" d=\"{dots}\"/>");
            }

            _svg.AppendLine($"<path stroke=\"{Colours[d]}\" stroke-width=\"{size}\" d=\"{dots}\"/>");
        }

        _svg.AppendLine("</g>");
    }

    /// <summary>Writes each digit at its place.</summary>
    public void Name(Points centers)
    {
        _svg.AppendLine("<g font-size=\"17\" font-weight=\"700\" text-anchor=\"middle\">");
        for (int d = 0; d < centers.Count; d++)
        {
            string[] at = Place(centers[d]).Split(' ');
            _svg.AppendLine($"<circle cx=\"{at[0]}\" cy=\"{at[1]}\" r=\"13\" fill=\"#fff\" stroke=\"{Colours[centers.Labels[d]]}\" stroke-width=\"2.5\"/>");
            _svg.AppendLine($"<text x=\"{at[0]}\" y=\"{at[1]}\" dy=\"6\" fill=\"{Colours[centers.Labels[d]]}\">{centers.Labels[d]}</text>");
        }

        _svg.AppendLine("</g>");
    }

    /// <summary>Writes the legend: a line for each digit, with something about it.</summary>
    public void Explain(string head, IReadOnlyList<string> values)
    {
        const int X = Width - Legend;
        _svg.AppendLine($"<g font-size=\"15\" fill=\"#1f2933\"><text x=\"{X}\" y=\"{Top + 20}\" font-size=\"13\" fill=\"#52606d\">{head}</text>");
        for (int d = 0; d < values.Count; d++)
        {
            int y = Top + 50 + (27 * d);
            _svg.AppendLine($"<circle cx=\"{X + 8}\" cy=\"{y - 5}\" r=\"6.5\" fill=\"{Colours[d]}\"/><text x=\"{X + 26}\" y=\"{y}\">{d}</text><text x=\"{X + 96}\" y=\"{y}\" text-anchor=\"end\">{values[d]}</text>");
        }

        _svg.AppendLine("</g>");
    }

    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, _svg + "</svg>\n");
    }

    private static (double Min, double Max) Extent(Points[] shown, int axis)
    {
        float[] values = shown.SelectMany(p => p.Coordinates.Where((_, k) => k % 2 == axis)).ToArray();
        return (values.Min(), values.Max());
    }

    private string Place((float X, float Y) at) => $"{_left + (_scale * at.X):0.#} {_bottom - (_scale * at.Y):0.#}";
}
