using System.Diagnostics;

namespace Ghn.Networks.Tests;

/// <summary>A test that asks torchvision; where there is none, it is reported as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchvisionFactAttribute : FactAttribute
{
    private const string Python = "/usr/bin/python3";

    public TorchvisionFactAttribute() => Skip = File.Exists(Python) && Run(["-c", "import torchvision"]).ExitCode == 0
        ? null
        : "There is no torchvision: install python3-torchvision.";

    /// <summary>Runs Python.</summary>
    public static (int ExitCode, string Output, string Errors) Run(string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
