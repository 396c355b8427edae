using System.Runtime.ExceptionServices;
using System.Text;
using Ghn.Tensors;

namespace Ghn.Training.Distribution;

/// <summary>What processes do together with more than numbers: tensors, and work that may fail in some of them.</summary>
public static class Collectives
{
    /// <summary>So many numbers of several tensors are summed up in one message, at most.</summary>
    private const int ParcelLength = 1 << 20;

    /// <summary>
    /// Does work in every process, and waits for the others. Where it fails in some, it fails in all: the first process throws what it
    /// failed of itself, or else what the first of the others reports.
    /// </summary>
    /// <param name="processes">The processes.</param>
    /// <param name="work">The work; it may not call the other processes.</param>
    /// <exception cref="ProcessFailedException">The work failed in another process, or in this one if it is not the first.</exception>
    public static T RunCollectively<T>(this ICommunicator processes, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(processes);
        ArgumentNullException.ThrowIfNull(work);
        if (processes.Size == 1)
        {
            return work();
        }

        (T? result, Exception? failure) = Attempt(work);
        double[] failures = new double[processes.Size];
        failures[processes.Rank] = failure is null ? 0 : 1;
        processes.AllReduceSum(failures);
        int first = Array.FindIndex(failures, flag => flag > 0);
        if (first < 0)
        {
            return result!;
        }

        string explanation = processes.Broadcast($"process {first} on {Environment.MachineName}: {failure?.Message}", first);
        string cause = processes.Broadcast($"{failure?.GetType().Name}", first);
        processes.WaitForAll();
        if (processes.Rank == 0 && failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        throw new ProcessFailedException(explanation, cause);
    }

    /// <inheritdoc cref="RunCollectively{T}(ICommunicator, Func{T})"/>
    public static void RunCollectively(this ICommunicator processes, Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        processes.RunCollectively(() =>
        {
            work();
            return true;
        });
    }

    /// <summary>Replaces float32 tensors by their sums over all processes.</summary>
    /// <param name="processes">The processes.</param>
    /// <param name="tensors">
    /// As many of the same shapes in each process, which <see cref="Broadcast(ICommunicator, StateDict)"/> makes sure of.
    /// </param>
    /// <exception cref="ProcessFailedException">A process was lost.</exception>
    public static void AllReduceSum(this ICommunicator processes, StateDict tensors)
    {
        ArgumentNullException.ThrowIfNull(processes);
        ArgumentNullException.ThrowIfNull(tensors);
        using Tensor parcel = Tensor.Allocate([ParcelLength]);
        var parts = new List<Tensor>();
        foreach ((_, Tensor tensor) in tensors)
        {
            if (tensor.ElementCount > ParcelLength)
            {
                processes.AllReduceSum(tensor.Values);
                continue;
            }

            if (parts.Sum(part => part.ElementCount) + tensor.ElementCount > ParcelLength)
            {
                processes.AllReduceSum(parts, parcel);
                parts.Clear();
            }

            parts.Add(tensor);
        }

        processes.AllReduceSum(parts, parcel);
    }

    /// <summary>Replaces tensors of float32 and int64 by those of the first process, once it is clear that all have such ones.</summary>
    /// <exception cref="DisagreementException">The processes have tensors of other names, types or shapes.</exception>
    /// <exception cref="ProcessFailedException">A process was lost.</exception>
    public static void Broadcast(this ICommunicator processes, StateDict tensors)
    {
        ArgumentNullException.ThrowIfNull(processes);
        ArgumentNullException.ThrowIfNull(tensors);
        processes.RequireSame(
            [.. tensors.Select(entry => ($"tensor {entry.Key}", (string?)$"{entry.Value.ElementType} {entry.Value.Shape}"))]);
        foreach ((_, Tensor tensor) in tensors)
        {
            if (tensor.ElementType == ElementType.Int64)
            {
                processes.Broadcast(tensor.Elements<long>());
            }
            else
            {
                processes.Broadcast(tensor.Values);
            }
        }
    }

    /// <summary>The text of one process.</summary>
    /// <param name="processes">The processes.</param>
    /// <param name="text">This process's text.</param>
    /// <param name="root">The process whose text it is.</param>
    /// <exception cref="ProcessFailedException">A process was lost.</exception>
    public static string Broadcast(this ICommunicator processes, string text, int root = 0)
    {
        ArgumentNullException.ThrowIfNull(processes);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Span<int> length = [bytes.Length];
        processes.Broadcast(length, root);
        Array.Resize(ref bytes, length[0]);
        processes.Broadcast(bytes.AsSpan(), root);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>
    /// Waits until all processes have come here: what is told in all of them, none leaves before the others have heard it.
    /// </summary>
    /// <exception cref="ProcessFailedException">A process was lost.</exception>
    internal static void WaitForAll(this ICommunicator processes)
    {
        Span<double> nothing = [0];
        processes.AllReduceSum(nothing);
    }

    /// <summary>Sums tensors up in one message: each message costs as much as a good many numbers in it.</summary>
    private static void AllReduceSum(this ICommunicator processes, IReadOnlyList<Tensor> parts, Tensor parcel)
    {
        int length = 0;
        foreach (Tensor part in parts)
        {
            part.Values.CopyTo(parcel.Values[length..]);
            length += part.Values.Length;
        }

        processes.AllReduceSum(parcel.Values[..length]);
        length = 0;
        foreach (Tensor part in parts)
        {
            parcel.Values.Slice(length, part.Values.Length).CopyTo(part.Values);
            length += part.Values.Length;
        }
    }

    private static (T? Result, Exception? Failure) Attempt<T>(Func<T> work)
    {
        try
        {
            return (work(), null);
        }
        catch (Exception error)
        {
            return (default, error);
        }
    }
}
