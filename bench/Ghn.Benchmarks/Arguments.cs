namespace Ghn.Benchmarks;

/// <summary>The options of a benchmark.</summary>
internal static class Arguments
{
    /// <summary>The word after an option, or what stands for it when it is not given.</summary>
    public static string Option(string[] arguments, string name, string otherwise) =>
        Array.IndexOf(arguments, name) is var index and >= 0 && index + 1 < arguments.Length ? arguments[index + 1] : otherwise;
}
