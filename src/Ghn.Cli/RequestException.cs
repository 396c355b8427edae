namespace Ghn.Cli;

/// <summary>The request cannot be carried out as it stands; the message says what to ask for instead.</summary>
internal sealed class RequestException(string message) : Exception(message);
