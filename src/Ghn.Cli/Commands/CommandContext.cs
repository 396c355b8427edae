using System.CommandLine;
using Ghn.Cli.Distribution;
using Ghn.Cli.Shell;

namespace Ghn.Cli.Commands;

/// <summary>What a command works with.</summary>
/// <param name="Terminal">Where it writes, and what interrupts it.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="Group">The processes that share the work.</param>
internal sealed record CommandContext(Terminal Terminal, ParseResult Request, MpirunGroup Group);
