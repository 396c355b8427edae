using System.Diagnostics;

namespace Ghn.Testing;

/// <summary>The system's Python.</summary>
public static class Python
{
    public const string Path = "/usr/bin/python3";

    /// <summary>Runs a program's text to its end: its exit code and what it printed, with what it said of errors where it failed.</summary>
    public static (int ExitCode, string Output) Run(string script, params string[] arguments)
    {
        (int exitCode, string output, string errors) = Start(["-c", script, .. arguments]);
        return (exitCode, exitCode == 0 ? output : output + errors);
    }

    /// <summary>Runs Python to its end.</summary>
    public static (int ExitCode, string Output, string Errors) Start(params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(Path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    /// <summary>Whether there is Python, with a module.</summary>
    public static bool Has(string module) => File.Exists(Path) && Start("-c", $"import {module}").ExitCode == 0;
}
