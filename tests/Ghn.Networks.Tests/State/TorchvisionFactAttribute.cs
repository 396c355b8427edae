using System.Runtime.CompilerServices;

namespace Ghn.Networks.Tests;

/// <summary>A test that asks torchvision; where there is none, it is reported as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchvisionFactAttribute : FactAttribute
{
    public TorchvisionFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Python.Has("torchvision") ? null : "There is no torchvision: install python3-torchvision.";
}
