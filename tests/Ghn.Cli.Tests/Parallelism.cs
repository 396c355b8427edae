// Commands set the number of threads of the whole process, so tests of one command would change those of another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
