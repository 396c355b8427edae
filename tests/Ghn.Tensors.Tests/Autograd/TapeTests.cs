using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Tensors.Tests.Autograd;

/// <summary>What a tape keeps, for how long, and whom it gives gradients.</summary>
public class TapeTests
{
    [Fact]
    public void A_value_that_is_used_twice_gets_the_sum_of_both_gradients()
    {
        using var tape = new Tape();
        Variable x = tape.Parameter(Tensor.From<float>([2f], []));
        tape.Backward(x.Multiply(x).Add(x));
        Assert.Equal(5, x.Gradient!.Values[0]);
    }

    [Fact]
    public void Gradients_of_several_backward_passes_add_up()
    {
        using Tensor value = Tensor.From<float>([3f], []);
        using var tape = new Tape();
        Variable x = tape.Parameter(value);
        tape.Backward(x.Scale(2));
        tape.Backward(x.Scale(5));
        Assert.Equal(7, x.Gradient!.Values[0]);
    }

    [Fact]
    public void Gradients_of_several_tapes_gather_in_one_place()
    {
        using Tensor value = Tensor.From<float>([3f], []);
        using Tensor gradient = Tensor.From<float>([1f], []);
        foreach (float factor in new[] { 2f, 5f })
        {
            using var tape = new Tape();
            tape.Backward(tape.Parameter(value, gradient).Scale(factor));
            new Tape(isRecording: false).Parameter(value, gradient).Scale(factor).Dispose();
        }

        Assert.Equal(8, gradient.Values[0]);
    }

    [Fact]
    public void An_operation_may_have_several_results_some_of_them_unused()
    {
        using var tape = new Tape();
        Variable x = tape.Parameter(Tensor.From<float>([3f], []));
        Tensor[] values = [Tensor.From<float>([6f], []), Tensor.From<float>([9f], []), Tensor.From<float>([12f], [])];
        IReadOnlyList<Variable> multiples = tape.Record(values, [x], gradients =>
        {
            Assert.Null(gradients[1]);
            x.AddGradient(Tensor.From<float>([(2 * gradients[0]!.Tensor.Values[0]) + (4 * gradients[2]!.Tensor.Values[0])], []));
        });
        tape.Backward(multiples[0].Add(multiples[2].Scale(10)));
        Assert.Equal(42, x.Gradient!.Values[0]);
    }

    [Fact]
    public void Adding_in_place_leaves_a_shared_gradient_to_its_other_holders()
    {
        using var tape = new Tape();
        Variable x = tape.Parameter(Tensor.From<float>([1f, 2f], [2]));
        Variable y = tape.Parameter(Tensor.From<float>([3f, 4f], [2]));
        tape.Backward(x.Add(y), Tensor.From<float>([5f, 6f], [2]));
        x.GradientToAddTo().Values[0] += 10;
        Assert.Equal([15f, 6f], x.Gradient!.Values.ToArray());
        Assert.Equal([5f, 6f], y.Gradient!.Values.ToArray());
        Assert.Throws<InvalidOperationException>(() => tape.Constant(x.Value).GradientToAddTo());
    }

    [Fact]
    public void A_gradient_that_two_leaves_share_is_handed_to_each_as_its_own()
    {
        using var tape = new Tape();
        Variable x = tape.Parameter(Tensor.From<float>([1f, 2f], [2]));
        Variable y = tape.Parameter(Tensor.From<float>([3f, 4f], [2]));
        tape.Backward(x.Add(y), Tensor.From<float>([5f, 6f], [2]));
        using Tensor first = x.TakeGradient()!;
        using Tensor second = y.TakeGradient()!;
        first.Values.Clear();
        Assert.Equal([5f, 6f], second.Values.ToArray());
        Assert.Null(x.Gradient);
    }

    [Fact]
    public void Constants_get_no_gradient()
    {
        using var tape = new Tape();
        Variable x = tape.Parameter(Tensor.From<float>([2f], []));
        Variable constant = tape.Constant(Tensor.From<float>([3f], []));
        tape.Backward(x.Multiply(constant));
        Assert.Equal(3, x.Gradient!.Values[0]);
        Assert.Null(constant.Gradient);
    }

    [Fact]
    public void A_disposed_value_stays_while_a_backward_pass_needs_it()
    {
        using var tape = new Tape();
        Variable x = tape.Parameter(Tensor.From<float>([2f], []));
        Variable square = x.Multiply(x);
        Variable fourthPower = square.Multiply(square);
        square.Dispose();
        square.Dispose();
        Assert.Equal(4, square.Value.Values[0]);
        tape.Backward(fourthPower);
        Assert.Equal(32, x.Gradient!.Values[0]);
        Assert.Throws<ObjectDisposedException>(() => square.Value);
    }

    [Fact]
    public void Without_recording_a_disposed_value_is_gone()
    {
        using var tape = new Tape(isRecording: false);
        Variable x = tape.Parameter(Tensor.From<float>([2f], []));
        Variable square = x.Multiply(x);
        square.Relu().Dispose();
        square.Dispose();
        Assert.False(square.NeedsGradient);
        Assert.Throws<ObjectDisposedException>(() => square.Value);
    }

    [Fact]
    public void A_tape_that_is_not_played_back_gives_its_memory_back()
    {
        var tape = new Tape();
        Variable x = tape.Parameter(Tensor.From<float>([2f], []));
        Variable square = x.Multiply(x);
        square.Multiply(square).Dispose();
        square.Dispose();
        tape.Dispose();
        Assert.Throws<ObjectDisposedException>(() => square.Value);
    }

    [Fact]
    public void A_spare_value_gives_its_place_to_the_result()
    {
        using var tape = new Tape(isRecording: false);
        Variable x = tape.Constant(Tensor.From<float>([-1f, 2f], [2]));
        x.Donate();
        Assert.NotSame(x.Value, x.Relu().Value);
        Variable doubled = x.Scale(2);
        doubled.Donate();
        Variable result = doubled.Relu();
        Assert.Same(doubled.Value, result.Value);
        Assert.Equal([0f, 4f], result.Value.Values.ToArray());
    }

    [Fact]
    public void A_spare_value_that_a_backward_pass_reads_is_not_overwritten()
    {
        using var tape = new Tape();
        Variable x = tape.Parameter(Tensor.From<float>([-1f, 2f], [2]));
        Variable doubled = x.Scale(2);
        Variable square = doubled.Multiply(doubled);
        doubled.Donate();
        Variable relu = doubled.Relu();
        tape.Backward(square.Add(relu), Tensor.From<float>([1f, 1f], [2]));
        Assert.Equal([-8f, 18f], x.Gradient!.Values.ToArray());
    }

    [Fact]
    public void Only_a_scalar_is_played_back_without_a_gradient()
    {
        using var tape = new Tape();
        Variable x = tape.Parameter(Tensor.Zeros([2, 3]));
        Assert.Contains("2×3", Assert.Throws<ArgumentException>(() => tape.Backward(x.Relu())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => tape.Backward(x.Relu(), Tensor.Zeros([6])));
    }

    [Fact]
    public void Dropout_drops_its_share_and_keeps_the_mean()
    {
        using var tape = new Tape(isRecording: false);
        using Tensor ones = Tensor.Allocate([100_000]);
        ones.Values.Fill(1);
        float[] thinned = tape.Constant(ones).Dropout(0.3, seed: 11).Value.Values.ToArray();
        Assert.InRange(thinned.Count(value => value == 0), 29_000, 31_000);
        Assert.InRange(thinned.Average(), 0.98, 1.02);
        Assert.Equal(thinned, tape.Constant(ones).Dropout(0.3, seed: 11).Value.Values.ToArray());
        Assert.NotEqual(thinned, tape.Constant(ones).Dropout(0.3, seed: 12).Value.Values.ToArray());
    }

    [Fact]
    public void Stochastic_depth_drops_whole_samples()
    {
        using var tape = new Tape(isRecording: false);
        using Tensor ones = Tensor.Allocate([50, 20]);
        ones.Values.Fill(1);
        float[] thinned = tape.Constant(ones).StochasticDepth(0.5, seed: 3).Value.Values.ToArray();
        Assert.All(thinned.Chunk(20), sample => Assert.True(sample.All(value => value == 0) || sample.All(value => value == 2)));
        Assert.Equal(2, thinned.Distinct().Count());
    }

    [Fact]
    public void A_row_that_is_not_there_is_not_selected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowSelection(3, [1, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowSelection(3, [-2]));
        Assert.Throws<ArgumentException>(() => new Tape().Constant(Tensor.Zeros([1, 4, 2])).SelectRows(new RowSelection(3, [1])));
    }

    [Fact]
    public void A_selection_that_repeats_rows_has_no_inverse() =>
        Assert.Throws<InvalidOperationException>(() => new RowSelection(3, [1, 0, 1]).Inverse);
}
