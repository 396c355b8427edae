using Ghn.Tensors.Files;

namespace Ghn.Tensors.Formats.Reading;

/// <summary>What a file describes as a tensor, before anything of the description is trusted.</summary>
internal interface ITensorSource
{
    /// <summary>Why it cannot be read though the file is in order: its kind is not supported. Null if it can.</summary>
    string? Obstacle { get; }

    /// <summary>Whether its elements can be used where they lie.</summary>
    bool IsView { get; }

    /// <summary>The tensor.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="copies">What copying is charged to, in bytes.</param>
    /// <exception cref="InvalidFileException">The description is inconsistent, or exceeds the file or the budget.</exception>
    Tensor ToTensor(string name, Budget copies);
}
