using Ghn.Training.FineTuning;
using Ghn.Training.Runs;

namespace Ghn.Training.Tests.Runs;

/// <summary>A folder goes on with the work that began it, and with no other.</summary>
public sealed class RunManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_same_work_goes_on_and_new_entries_join()
    {
        Manifest(("seed", "3"), ("lr", "0.1")).Claim(Directory());
        Manifest(("lr", "0.1"), ("threads", "2"), ("ghn", null)).Claim(Directory());
        Assert.Equal("seed: 3\nlr: 0.1\nthreads: 2\nghn: \n", Directory().ReadText("request.txt"));
        Manifest(("seed", "3"), ("ghn", "")).Claim(Directory());
    }

    [Fact]
    public void Another_value_is_refused_and_leaves_the_folder_as_it_was()
    {
        Manifest(("seed", "3"), ("file a: b.pt", "of 2026")).Claim(Directory());
        var error = Assert.Throws<RunMismatchException>(() => Manifest(("new", "1"), ("seed", "4")).Claim(Directory()));
        Assert.Equal(
            $"{_folder.Path} belongs to another request ('seed: 3', now 'seed: 4'). Choose another folder with --run, or delete that one.",
            error.Message);
        Assert.Equal("seed: 3\nfile a: b.pt: of 2026\n", Directory().ReadText("request.txt"));
    }

    [Fact]
    public void Other_images_for_the_same_purpose_are_refused()
    {
        (Manifest() with { Data = [("training", new WaveImages())] }).Claim(Directory());
        (Manifest() with { Data = [("test", new WaveImages(shade: 1))] }).Claim(Directory());
        var error = Assert.Throws<RunMismatchException>(
            () => (Manifest() with { Data = [("training", new WaveImages(shade: 1))] }).Claim(Directory()));
        Assert.StartsWith($"{_folder.Path} belongs to other images ('training pixels: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_arguments_stay()
    {
        Assert.Empty(RunManifest.ArgumentsIn(Directory()));
        (Manifest() with { Arguments = ["train", "--lr", "0.1"] }).Claim(Directory());
        (Manifest() with { Arguments = ["train"] }).Claim(Directory());
        Assert.Equal(["train", "--lr", "0.1"], RunManifest.ArgumentsIn(Directory()));
    }

    /// <summary>What folders have held since before there was a manifest.</summary>
    [Fact]
    public void A_recipe_is_told_as_in_earlier_folders()
    {
        string[] told = [.. new Recipe().Entries().Select(entry => $"{entry.Key}: {entry.Value}")];
        Assert.Equal(
            [
                "optimizer: Sgd", "lr: 0.01", "wd: 0.0001", "beta: 1E-05", "momentum: 0.9", "schedule: Cosine", "step_epochs: 30",
                "warm_up: 0", "length: 50 epochs", "batch: 128", "label_smoothing: 0", "clip: ", "augmentation: True",
            ],
            told);
        (string, string?)[] orth = [.. Recipes.GhnOrth.Entries()];
        Assert.Equal(("optimizer", "Sgd 0.025,0.01,0.005,0.0025,0.001, AdamW 0.004,0.001,0.0004,0.0001"), orth[0]);
        Assert.Contains(("length", "50,100,200,300 epochs"), orth);
        Assert.Contains(("images", "RecipeImages { Labels = 1000, HeldOut = 5000, ReturnsHeldOut = False }"), orth);
    }

    public void Dispose() => _folder.Dispose();

    private static RunManifest Manifest(params (string Key, string? Value)[] request) => new() { Request = request };

    private RunDirectory Directory() => new(_folder.Path);
}
