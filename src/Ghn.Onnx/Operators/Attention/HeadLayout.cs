using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Operators.Attention;

/// <summary>How the features of tokens are shared among the heads of attention: [samples · heads, tokens, head width].</summary>
internal sealed class HeadLayout
{
    private readonly int _groups;
    private readonly int _tokens;
    private readonly int _width;

    /// <summary>Describes what attention gives.</summary>
    /// <param name="node">The node that gives it.</param>
    /// <param name="context">Its shape [samples and heads …, tokens, head width].</param>
    /// <exception cref="InvalidFileException">It has no such shape.</exception>
    public HeadLayout(OnnxNode node, Shape context)
    {
        if (context.Rank < 3 || context.ElementCount == 0)
        {
            throw node.Unsupported($"attention gives {context}, not values for each head and token");
        }

        (_tokens, _width) = (context[^2], context[^1]);
        _groups = (int)(context.ElementCount / _tokens / _width);
    }

    /// <summary>The number of heads.</summary>
    public int Heads(int batch) => _groups % batch == 0
        ? _groups / batch
        : throw new ImportException($"attention among {_groups} times {_tokens} tokens does not fit {batch} samples");

    /// <summary>The number of features of a token, those of all heads together.</summary>
    public int Features(int batch) => Heads(batch) * _width;

    /// <summary>The selection that turns queries, keys or values into tokens [samples, tokens, features].</summary>
    /// <param name="batch">The number of samples.</param>
    /// <param name="isTransposed">Whether their last two dimensions are swapped.</param>
    public IndexMap Tokens(int batch, bool isTransposed)
    {
        (int token, int feature) = isTransposed ? (1, _tokens) : (_width, 1);
        int[][] offsets =
        [
            Steps(batch, Heads(batch) * _tokens * _width), Steps(_tokens, token), Steps(Heads(batch), _tokens * _width),
            Steps(_width, feature),
        ];
        return IndexMap.Of(offsets, (long)_groups * _tokens * _width).As([batch, _tokens, Features(batch)]);
    }

    /// <summary>Whether a value is the heads' share of a signal [tokens, features] from a feature on.</summary>
    /// <param name="view">The value.</param>
    /// <param name="offset">The first feature.</param>
    /// <param name="isTransposed">Whether its last two dimensions are swapped.</param>
    public bool IsAt(SignalView view, int offset, bool isTransposed)
    {
        if (view.Signal.Shape is not [var tokens, var features] || tokens != _tokens || _groups % view.Batch != 0
            || view.Shape.ElementCount != (long)_groups * _tokens * _width || offset + (_groups / view.Batch * _width) > features)
        {
            return false;
        }

        int[] expected = Places(view.Batch, features, offset);
        int[] actual = view.Map.Places();
        for (int i = 0; i < expected.Length; i++)
        {
            (int group, int token, int feature) = (i / (_tokens * _width), i / _width % _tokens, i % _width);
            int place = isTransposed ? (((group * _width) + feature) * _tokens) + token : i;
            if (actual[place] != expected[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Which elements of a batch of a signal [tokens, features] the heads' share from a feature on is.</summary>
    public int[] Places(int batch, int features, int offset)
    {
        int heads = _groups / batch;
        var places = new int[_groups * _tokens * _width];
        for (int i = 0; i < places.Length; i++)
        {
            (int group, int token, int feature) = (i / (_tokens * _width), i / _width % _tokens, i % _width);
            (int sample, int head) = (group / heads, group % heads);
            places[i] = (((sample * _tokens) + token) * features) + offset + (head * _width) + feature;
        }

        return places;
    }

    private static int[] Steps(int count, int step) => [.. Enumerable.Range(0, count).Select(i => i * step)];
}
