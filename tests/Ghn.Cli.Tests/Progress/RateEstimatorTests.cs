using Ghn.Cli.Progress;

namespace Ghn.Cli.Tests.Progress;

public class RateEstimatorTests
{
    [Theory]
    [InlineData(0, 0, 100, 0, "0/100 images")]
    [InlineData(0, 0, 100, 5, "0/100 images")]
    [InlineData(0, 640, 10_000, 5, "640/10000 images, 128/s, 1:13 left")]
    [InlineData(0, 30, 300, 10, "30/300 images, 3.0/s, 1:30 left")]
    [InlineData(0, 1, 100, 100, "1/100 images, 0.010/s, 2:45:00 left")]
    [InlineData(600, 640, 700, 4, "640/700 images, 10/s, 0:06 left")]
    [InlineData(0, 100, 100, 1, "100/100 images, 100/s, 0:00 left")]
    [InlineData(0, 1, 200_000, 1, "1/200000 images, 1.0/s, 55:33:19 left")]
    public void An_estimator_tells_the_rate_and_the_time_that_is_left(long first, long done, long total, int seconds, string words) =>
        Assert.Equal(words, new RateEstimator(first, done, total, TimeSpan.FromSeconds(seconds)).Describe("images"));
}
