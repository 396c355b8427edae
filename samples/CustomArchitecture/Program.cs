// An architecture of one's own: its weights predicted, evaluated, fine-tuned and exported.
//
//   dotnet run -c Release --project samples/CustomArchitecture -- cifar10:cifar-10-batches-bin gated.onnx
//
// A third argument names another GHN than the default one, which knows CIFAR-10.
using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Onnx;
using Ghn.Samples;
using Ghn.Training.Data;
using Ghn.Training.Data.Loading;
using Ghn.Training.Data.Sources;
using Ghn.Training.Data.Transforms;
using Ghn.Training.Engine;
using Ghn.Training.Evaluations;
using Ghn.Training.FineTuning;

const int ImagesPerClass = 100;

if (args.Length is < 2 or > 3)
{
    Console.Error.WriteLine("usage: CustomArchitecture DATA OUTPUT.onnx [GHN], with data such as cifar10:FOLDER");
    return 2;
}

IImageDataset training = Subset.PerClass(ImageDatasets.Open(args[0], DataSplit.Train), ImagesPerClass, seed: 0);
IImageDataset test = EvaluationImages.Of(ImageDatasets.Open(args[0], DataSplit.Test), limit: 2000);
int imageSize = training.Info.Side ?? 224;
var batches = new DataLoader(
    training, StandardTransforms.For(training, imageSize, isTraining: true), new DataLoaderOptions { BatchSize = 50, IsShuffled = true });
var testBatches = new DataLoader(test, StandardTransforms.For(test, imageSize, isTraining: false));

Network network = GatedNetwork.Create(training.ClassNames.Count, imageSize);
Console.WriteLine($"{network.Name}: {network.Nodes.Count} layers, {network.ParameterCount:n0} parameters");

using HyperNetwork ghn = args.Length == 3 ? HyperNetwork.Load(args[2]) : HyperNetwork.Default;
using Prediction prediction = ghn.Predict(network);
Console.WriteLine($"predicted in {prediction.Timings.Total.TotalMilliseconds:n0} ms");

using (var start = new Model(network, prediction.Weights))
{
    Evaluation atStart = Evaluator.Evaluate(start, testBatches);
    Console.WriteLine($"as predicted: {atStart.Top1:p1} of {atStart.Count} test images");
}

var recipe = new Recipe { LearningRate = 0.025, Epochs = 10 };
using var tuner = new FineTuner(network, prediction.Weights, recipe, batches);
tuner.Run(until: tuner.StepCount);
Evaluation tuned = Evaluator.Evaluate(tuner.Model, testBatches, new EvaluationOptions { UsesBatchStatistics = false });
Console.WriteLine($"after {recipe.Epochs} epochs of {training.Count} images: {tuned.Top1:p1}");

OnnxExport.Save(args[1], network, tuner.Model.State);
Console.WriteLine($"exported to {args[1]}, {new FileInfo(args[1]).Length:n0} bytes");
return 0;
