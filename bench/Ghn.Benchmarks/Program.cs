using Ghn.Benchmarks;

return args.FirstOrDefault() switch
{
    "gemm" => GemmBenchmark.Run(args),
    "predict" => PredictBenchmark.Run(args),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project bench/Ghn.Benchmarks -- COMMAND

          gemm [--threads 1,2] [--sizes MxNxK,…]         the matrix product against OpenBLAS
          predict [--sizes GHN2,T,S,L,XL] [--ghns FOLDER]  graph and prediction against the reference's recorded times
        """);
    return 2;
}
