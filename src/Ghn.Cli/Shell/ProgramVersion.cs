using System.Reflection;

namespace Ghn.Cli.Shell;

/// <summary>Which ghn this is.</summary>
internal static class ProgramVersion
{
    /// <summary>The name, the version, and the revision of the sources if it is known: <c>ghn 1.0.0+359f959…</c>.</summary>
    public static string WithRevision { get; } =
        $"ghn {typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion}";
}
