using System.Numerics.Tensors;
using Ghn.Tensors;
using Ghn.Tensors.Threading;
using Ghn.Training.Distribution;
using Tensor = Ghn.Tensors.Tensor;

namespace Ghn.Training.HyperNetworks;

/// <summary>
/// A step whose networks are assigned to processes in turn, as in the GHN-3 paper: network k goes to process k mod n. Joined, the
/// processes' gradients and losses are those of one process that has all networks, but for the order of the sums.
/// </summary>
internal static class SharedStep
{
    /// <summary>How many numbers tell what became of a network.</summary>
    private const int ValuesPerNetwork = 3;

    /// <summary>How many networks of a step are a process's.</summary>
    public static int ShareOf(ICommunicator processes, int metaBatch) =>
        (metaBatch - processes.Rank + processes.Size - 1) / processes.Size;

    /// <summary>
    /// Joins what the processes have found for their networks; where a loss is not finite, gradients are left as they are.
    /// </summary>
    /// <param name="processes">The processes.</param>
    /// <param name="own">What this process has found for its share.</param>
    /// <param name="metaBatch">How many networks the step has in all.</param>
    /// <param name="gradients">Those of this process's share; in the end, those of the step.</param>
    public static HyperNetworkStep Join(ICommunicator processes, HyperNetworkStep own, int metaBatch, StateDict gradients)
    {
        if (processes.Size == 1)
        {
            return own;
        }

        double share = (double)ShareOf(processes, metaBatch) / metaBatch;
        double[] values = new double[(metaBatch * ValuesPerNetwork) + 1];
        values[^1] = own.Loss * share;
        foreach ((int index, PredictedNetworkResult result) in own.Networks.Index())
        {
            int network = (index * processes.Size) + processes.Rank;
            double[] known = [result.CrossEntropy, result.SumOfNorms, result.Accuracy];
            known.CopyTo(values, network * ValuesPerNetwork);
        }

        processes.AllReduceSum(values);
        double loss = values[^1];
        if (double.IsFinite(loss))
        {
            Scale(gradients, (float)share);
            processes.AllReduceSum(gradients);
        }

        PredictedNetworkResult[] networks =
            [.. values.SkipLast(1).Chunk(ValuesPerNetwork).Select(known => new PredictedNetworkResult(known[0], known[1], known[2]))];
        return own with { Loss = loss, Networks = networks };
    }

    private static void Scale(StateDict gradients, float factor)
    {
        Tensor[] tensors = [.. gradients.Select(entry => entry.Value)];
        WorkerPool.For(tensors.Length, index => TensorPrimitives.Multiply(tensors[index].Values, factor, tensors[index].Values));
    }
}
