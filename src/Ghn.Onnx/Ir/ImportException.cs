namespace Ghn.Onnx.Ir;

/// <summary>
/// What stands in the way of an import, found where neither the file nor the node is known. Whoever knows them says so in an
/// <see cref="Ghn.Tensors.Files.InvalidFileException"/>.
/// </summary>
/// <param name="reason">What it is, as a sentence without its full stop.</param>
internal sealed class ImportException(string reason) : Exception(reason);
