using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace LossGen.Bench;

/// <summary>The hand-written C++ kernels: built beside this program where there is a compiler for them.</summary>
internal sealed unsafe class NativeKernels
{
    private const string Compiler = "clang++";
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "native");
    private static readonly string Library = Path.Combine(Folder, "libanchor.so");

    private readonly nint _library;

    private NativeKernels(nint library)
    {
        _library = library;
        CrossEntropyForward = (delegate* unmanaged[Cdecl]<float*, int*, nint, nint, float>)NativeLibrary.GetExport(library, "anchor_ce_fwd");
        CrossEntropy = (delegate* unmanaged[Cdecl]<float*, int*, float*, nint, nint, float>)NativeLibrary.GetExport(library, "anchor_ce_fwdbwd");
        KlDivergence = (delegate* unmanaged[Cdecl]<float*, float*, float*, nint, nint, float>)NativeLibrary.GetExport(library, "anchor_kldiv_fwdbwd");
        CosineEmbedding = (delegate* unmanaged[Cdecl]<float*, float*, float*, float*, float*, nint, nint, float>)NativeLibrary.GetExport(library, "anchor_cosine_fwdbwd");
        TripletMargin = (delegate* unmanaged[Cdecl]<float*, float*, float*, float*, float*, float*, nint, nint, float>)NativeLibrary.GetExport(library, "anchor_triplet_fwdbwd");
    }

    /// <summary>A loss of elements.</summary>
    public delegate* unmanaged[Cdecl]<float*, float*, float*, nint, float> Elements(string loss) =>
        (delegate* unmanaged[Cdecl]<float*, float*, float*, nint, float>)NativeLibrary.GetExport(_library, "anchor_" + loss);

    public delegate* unmanaged[Cdecl]<float*, int*, nint, nint, float> CrossEntropyForward { get; }

    public delegate* unmanaged[Cdecl]<float*, int*, float*, nint, nint, float> CrossEntropy { get; }

    public delegate* unmanaged[Cdecl]<float*, float*, float*, nint, nint, float> KlDivergence { get; }

    public delegate* unmanaged[Cdecl]<float*, float*, float*, float*, float*, nint, nint, float> CosineEmbedding { get; }

    public delegate* unmanaged[Cdecl]<float*, float*, float*, float*, float*, float*, nint, nint, float> TripletMargin { get; }

    /// <summary>What has been built; null where nothing has.</summary>
    public static NativeKernels? Load() => File.Exists(Library) ? new NativeKernels(NativeLibrary.Load(Library)) : null;

    /// <summary>Builds the kernels anew, for this processor. Returns the compiler's name, or null and the reason why there are none.</summary>
    public static string? Build(out string reason)
    {
        File.Delete(Library);
        if (FindCompiler() is not { } compiler)
        {
            reason = $"there is no {Compiler} on the PATH";
            return null;
        }

        string[] sources = Directory.GetFiles(Folder, "*.cpp");
        string[] arguments = ["-std=c++17", "-O3", "-march=native", "-ffp-contract=fast", "-fno-math-errno", "-fPIC", "-shared", .. sources, "-o", Library];
        using Process process = Process.Start(new ProcessStartInfo(compiler, arguments) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        reason = $"{compiler} cannot build them: {errors.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal), errors)}";
        return process.ExitCode == 0 ? compiler : null;
    }

    /// <summary>The compiler of the highest version; one without a version in its name is the system's choice and comes first.</summary>
    private static string? FindCompiler()
    {
        IEnumerable<string> found = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator)
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, Compiler + "*"));
        return found.Where(path => Version(path) > 0).MaxBy(Version);
    }

    /// <summary>Of <c>clang++-19</c> 19; 0 where it is another program.</summary>
    private static int Version(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return name == Compiler ? int.MaxValue : name.StartsWith(Compiler + "-", StringComparison.Ordinal) && int.TryParse(name[(Compiler.Length + 1)..], out int version) ? version : 0;
    }
}
