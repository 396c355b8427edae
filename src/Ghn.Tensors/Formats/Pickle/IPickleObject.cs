using Ghn.Tensors.Files;

namespace Ghn.Tensors.Formats.Pickle;

/// <summary>An object that a pickle makes first and tells its state afterwards.</summary>
internal interface IPickleObject
{
    /// <summary>Takes the state.</summary>
    /// <exception cref="InvalidFileException">The state is none that such an object has.</exception>
    void SetState(PickleReader reader, object? state);
}
