namespace Ghn.Tensors.Formats.Pickle;

/// <summary>
/// What stands for a value whose class is not known: nothing of it was built or run, and what the pickle puts into it is dropped.
/// </summary>
/// <param name="className">The full name of the class, or of the function that would have made the value.</param>
internal sealed class UnbuiltValue(string className) : IPickleObject
{
    /// <summary>The full name of the class.</summary>
    public string ClassName => className;

    /// <summary>The state is dropped.</summary>
    public void SetState(PickleReader reader, object? state)
    {
    }
}
