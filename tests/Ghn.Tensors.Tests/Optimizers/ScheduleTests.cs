using System.Text.Json;
using Ghn.Tensors.Optimizers.Schedules;

namespace Ghn.Tensors.Tests.Optimizers;

/// <summary>Schedules are PyTorch's, and GHN-3's: <c>tests/Golden/ops</c> and <c>tests/Golden/training</c>.</summary>
public class ScheduleTests
{
    /// <summary>PyTorch multiplies its way from step to step, in double precision.</summary>
    private const double Tolerance = 1e-12;

    private static readonly Dictionary<string, ILearningRateSchedule> PyTorchs = new()
    {
        ["CosineAnnealingLR(T_max=10, eta_min=0)"] = new CosineSchedule(10),
        ["CosineAnnealingLR(T_max=10, eta_min=0.001) run past T_max"] = new CosineSchedule(10, 0.001),
        ["CosineAnnealingLR(T_max=300, eta_min=0)"] = new CosineSchedule(300),
        ["MultiStepLR([3,6,8], gamma=0.1)"] = new MultiStepSchedule([3, 6, 8]),
        ["MultiStepLR([3,3,7], gamma=0.5)"] = new MultiStepSchedule([3, 3, 7], 0.5),
        ["StepLR(3, 0.1)"] = new StepSchedule(3),
        ["ExponentialLR(0.9)"] = new ExponentialSchedule(0.9),
        ["LinearLR(start_factor=0.1,total_iters=5)"] = new LinearSchedule(5, 0.1),
    };

    [Fact]
    public void Schedules_equal_PyTorchs()
    {
        using JsonDocument golden = Read("ops", "lr_schedulers.json");
        foreach (JsonElement entry in golden.RootElement.EnumerateArray())
        {
            RequireEqual(
                entry.GetProperty("lr_after_k_steps_k0_first"), PyTorchs[entry.GetProperty("scheduler").GetString()!],
                entry.GetProperty("base_lr").GetDouble());
        }
    }

    [Fact]
    public void Warm_up_and_cosine_equal_GHN_3s()
    {
        using JsonDocument golden = Read("training", "lr_schedule.json");
        JsonElement rates = golden.RootElement.EnumerateObject().Single().Value;
        RequireEqual(rates.GetProperty("75 epochs"), new WarmUpCosineSchedule(75), 4e-4);
        RequireEqual(rates.GetProperty("300 epochs"), new WarmUpCosineSchedule(300), 4e-4);
    }

    [Fact]
    public void Without_warm_up_the_cosine_is_left_alone()
    {
        for (int step = 0; step <= 20; step++)
        {
            Assert.Equal(new CosineSchedule(20).At(0.1, step), new WarmUpCosineSchedule(20, WarmUpSteps: 0).At(0.1, step));
        }
    }

    [Fact]
    public void A_constant_rate_stays()
    {
        Assert.Equal(0.3, new ConstantSchedule().At(0.3, 1_000_000));
    }

    private static JsonDocument Read(string folder, string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Repository.Golden(folder, name)));

    private static void RequireEqual(JsonElement expected, ILearningRateSchedule schedule, double baseRate)
    {
        double[] rates = [.. expected.EnumerateArray().Select(rate => rate.GetDouble())];
        Assert.NotEmpty(rates);
        for (int step = 0; step < rates.Length; step++)
        {
            Assert.Equal(rates[step], schedule.At(baseRate, step), Tolerance * baseRate);
        }
    }
}
