using Ghn.Cli;

using var interruption = new Interruption();
return CommandLine.Run(args, Terminal.System(interruption.Token));
