using Ghn.Tensors;
using Ghn.Training.Evaluations;

namespace Ghn.Training.Tests;

public class ClassificationScoreTests
{
    [Fact]
    public void The_score_counts_ranks_and_averages_the_loss()
    {
        float[] logits = [6, 5, 4, 3, 2, 1];
        Evaluation evaluation = Score(6, [.. logits, .. logits, .. logits, .. logits], [0, 1, 4, 5]);
        double normalizer = Math.Log(logits.Sum(logit => Math.Exp(logit)));
        Assert.Equal(new Evaluation(4, 0.25, 0.75, evaluation.Loss, 0), evaluation);
        Assert.Equal(normalizer - ((6 + 5 + 2 + 1) / 4.0), evaluation.Loss, 1e-12);
    }

    [Fact]
    public void Of_equal_logits_the_first_class_ranks_highest()
    {
        for (int label = 0; label < 7; label++)
        {
            Evaluation evaluation = Score(7, new float[7], [label]);
            Assert.Equal(label == 0 ? 1 : 0, evaluation.Top1);
            Assert.Equal(label < 5 ? 1 : 0, evaluation.Top5);
            Assert.Equal(Math.Log(7), evaluation.Loss, 1e-12);
        }
    }

    [Theory]
    [InlineData(float.NaN, 9f, 1)]
    [InlineData(1f, float.PositiveInfinity, 1)]
    [InlineData(float.NegativeInfinity, 9f, 1)]
    public void An_image_whose_logits_are_not_finite_is_wrong(float first, float second, int label)
    {
        Evaluation evaluation = Score(2, [first, second, 0, 1], [label, 1]);
        Assert.Equal((2, 0.5, 0.5, 1), (evaluation.Count, evaluation.Top1, evaluation.Top5, evaluation.NotFinite));
    }

    [Fact]
    public void A_loss_that_is_not_a_number_is_told_as_such() => Assert.True(double.IsNaN(Score(2, [float.NaN, 0], [1]).Loss));

    [Fact]
    public void Large_logits_do_not_overflow() => Assert.Equal(2e30, Score(2, [1e30f, -1e30f], [1]).Loss, 1e25);

    [Fact]
    public void Nothing_scores_nothing() => Assert.Equal(new Evaluation(0, 0, 0, 0, 0), new ClassificationScore().Evaluation);

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void A_label_outside_the_classes_is_refused(int label)
    {
        InvalidRequestException error = Assert.Throws<InvalidRequestException>(() => Score(3, [1, 2, 3], [label]));
        Assert.Contains($"Label {label} is none of 3 classes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void As_many_labels_as_samples_are_needed() =>
        Assert.Throws<InvalidRequestException>(() => Score(3, [1, 2, 3], [0, 1]));

    private static Evaluation Score(int classes, float[] logits, int[] labels)
    {
        var score = new ClassificationScore();
        score.Add(Tensor.From<float>(logits, [logits.Length / classes, classes]), labels);
        return score.Evaluation;
    }
}
