using Ghn.Benchmarks;

return args.FirstOrDefault() switch
{
    "gemm" => GemmBenchmark.Run(args),
    "conv" => ConvolutionBenchmark.Run(args),
    "networks" => NetworksBenchmark.Run(args),
    NetworkWorker.Command => NetworkWorker.Run(args),
    "predict" => PredictBenchmark.Run(args),
    "train-step" => TrainStepBenchmark.Run(args),
    "orth" => OrthBenchmark.Run(args),
    "deepnets" => DeepNetsBenchmark.Run(args),
    "process" => ProcessBenchmark.Run(args),
    "data" => DataBenchmark.Run(args),
    "finetune" => FinetuneBenchmark.Run(args),
    "svr" => SvrBenchmark.Run(args),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project bench/Ghn.Benchmarks -- COMMAND

          gemm [--threads 1,2] [--sizes MxNxK,…]         the matrix product against OpenBLAS
          conv [--networks NAME@SIZE,…] [--batch 32] [--threads N] [--layers] [--only TEXT]  convolutions against PyTorch's
          networks [--networks NAME@SIZE,…] [--batch 32] [--threads N] [--rounds 5]  whole networks against PyTorch's
          predict [--sizes GHN2,T,S,L,XL] [--ghns FOLDER]  graph and prediction against the reference's recorded times
          train-step                                     a training step of a GHN against the reference's recorded time
          orth [--networks resnet50,…] [--threads 2]     noise and orthogonal filters of a whole network
          deepnets [--count 1000000] [--threads 2]       drawing, reading and building architectures
          process [--sizes GHN2,T,S,L,XL] [--ghns FOLDER]  the whole tool, its time and peak memory
          finetune --data FOLDER [--seeds 3] [--steps 50,100]  whether ResNet-18 learns CIFAR-10 as in PyTorch
          svr [--rounds 3]                               choosing the parameters of a regression, against scikit-learn
          data [--rounds 7]                              images read and transformed, against torchvision
        """);
    return 2;
}
