using Ghn.Benchmarks;

return args.FirstOrDefault() switch
{
    "gemm" => GemmBenchmark.Run(args),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project bench/Ghn.Benchmarks -- gemm [--threads 1,2] [--sizes MxNxK,...]");
    return 2;
}
