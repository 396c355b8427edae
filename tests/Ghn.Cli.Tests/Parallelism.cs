// Commands set the number of threads of the whole process, so tests of one command would change those of another.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
