using Ghn.Cli;
using Ghn.Cli.Shell;

TextWriter error = Terminal.StandardError();
using var interruption = new Interruption(error);
return CommandLine.Run(args, Terminal.System(error, interruption));
