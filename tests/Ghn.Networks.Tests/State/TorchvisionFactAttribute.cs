namespace Ghn.Networks.Tests;

/// <summary>A test that asks torchvision; where there is none, it is reported as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchvisionFactAttribute : FactAttribute
{
    public TorchvisionFactAttribute() =>
        Skip = Python.Has("torchvision") ? null : "There is no torchvision: install python3-torchvision.";
}
