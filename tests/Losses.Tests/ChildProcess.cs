using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace LossGen.Losses.Tests;

/// <summary>The tests' own program once more: with other vectors, or where it may be ended.</summary>
internal static class ChildProcess
{
    /// <param name="setting">An environment variable and its value, or null; other settings of vectors are not inherited.</param>
    /// <param name="arguments">What the program is to do.</param>
    public static (int Exit, string Output, string Errors) Run(string? setting, params string[] arguments)
    {
        string program = typeof(ChildProcess).Assembly.Location;
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string argument in (string[])["exec", "--runtimeconfig", Path.ChangeExtension(program, ".runtimeconfig.json"), program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("DOTNET_Enable", StringComparison.OrdinalIgnoreCase) || k.StartsWith("DOTNET_Preferred", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        // No file of what a process held in memory when it was ended.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        if (setting is not null)
        {
            string[] pair = setting.Split('=');
            start.Environment[pair[0]] = pair[1];
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
