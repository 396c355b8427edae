using System.Diagnostics;
using System.Text;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Writing;

namespace Ghn.Tensors.Tests.Formats;

public sealed class OutputFileTests : IDisposable
{
    private const string Name = "weights.v2.safetensors";
    private const string Guid = "0123456789abcdef0123456789abcdef";

    private readonly Files _files = new();

    private static string Host => string.Concat(Environment.MachineName.Where(char.IsAsciiLetterOrDigit).Take(16));

    [Fact]
    public void What_dead_processes_left_of_a_file_is_removed_by_its_next_writer()
    {
        int dead = DeadProcess();
        Leave($"{Name}.{Host}.{dead}.01234567.tmp");
        Leave($"{Name}.{Host}.{Environment.ProcessId}.01234567.tmp");
        Leave($"{Name}.elsewhere.{dead}.01234567.tmp", TimeSpan.FromDays(2));
        Leave($"{Name}.{Guid}.tmp");
        Leave($"{Name}.{dead}.tmp");
        Leave($"{Name}.{dead}.partial");
        Write();
        Assert.Equal([Name], Names());
    }

    [Theory]
    [InlineData('a', 255)]
    [InlineData('a', 214)]
    [InlineData('a', 215)]
    [InlineData('ü', 127)]
    [InlineData('語', 85)]
    public void Names_as_long_as_a_file_system_takes_are_written_and_their_leftovers_removed(char letter, int length)
    {
        string name = new(letter, length);
        string temporary = TemporaryName.Next(name);
        Assert.InRange(Encoding.UTF8.GetByteCount(temporary), 1, 255);
        string[] parts = temporary.Split('.');
        parts[^3] = $"{DeadProcess()}";
        string leftover = Leave(string.Join('.', parts));
        string other = Leave(leftover.Replace($"{letter}{letter}", $"{letter}b", StringComparison.Ordinal));
        OutputFile.Create(_files[name], file => file.Write([7]));
        Assert.Equal([7], File.ReadAllBytes(_files[name]));
        Assert.Equal(((string[])[name, other]).Order(), Names());
    }

    [Fact]
    public void Nothing_else_is_removed()
    {
        int dead = DeadProcess();
        using Process living = Process.Start("sleep", "60");
        string[] kept =
        [
            Leave($"{Name}.{Host}.{living.Id}.01234567.tmp"), Leave($"{Name}.elsewhere.{dead}.01234567.tmp"),
            Leave($"{Name}.{living.Id}.tmp"),
            Leave($"other.{Name}.{Guid}.tmp"), Leave($"{Name}.old.tmp"), Leave($"{Name}.tmp"), Leave($"{Name}.{Guid}"),
            Leave($"{Guid}.tmp"),
        ];
        Write();
        living.Kill();
        Assert.Equal(kept.Append(Name).Order(), Names());
    }

    [Fact]
    public void A_file_that_is_being_written_is_nobody_s_leftover()
    {
        OutputFile.Create(_files[Name], first =>
        {
            first.Write([1, 2]);
            Write();
            Assert.Equal(2, Names().Length);
            first.Write([3]);
        });
        Assert.Equal([1, 2, 3], File.ReadAllBytes(_files[Name]));
        Assert.Equal([Name], Names());
    }

    [Fact]
    public void A_failure_names_the_file_that_was_wanted_and_the_remedy()
    {
        var error = Assert.Throws<WriteFailedException>(() => OutputFile.Create(
            _files[Name], file => throw new IOException("No space left on device : '/somewhere/else.tmp'")));

        Assert.Equal($"{_files[Name]} cannot be written: No space left on device. Free some space, or write elsewhere.", error.Message);
        Assert.Empty(Names());
    }

    [Fact]
    public void Nothing_is_left_of_a_file_that_was_given_up()
    {
        Write();
        Assert.Throws<InvalidTimeZoneException>(() => OutputFile.Create(_files[Name], _ => throw new InvalidTimeZoneException()));
        Assert.Throws<InvalidTimeZoneException>(
            () => OutputFile.Create(_files[Name], file => file.Write([9]), complete: written =>
            {
                Assert.Equal([9], File.ReadAllBytes(written));
                throw new InvalidTimeZoneException();
            }));
        Assert.Equal([7], File.ReadAllBytes(_files[Name]));
        Assert.Equal([Name], Names());
    }

    [Fact]
    public void A_writer_that_knows_streams_only_writes_the_same()
    {
        OutputFile.CreateFromStream(_files[Name], stream =>
        {
            using var text = new StreamWriter(stream);
            text.Write("abc");
        });
        Assert.Equal("abc", File.ReadAllText(_files[Name]));
        Assert.Equal([Name], Names());
    }

    public void Dispose() => _files.Dispose();

    private static int DeadProcess()
    {
        using Process process = Process.Start("true");
        process.WaitForExit();
        return process.Id;
    }

    private string Leave(string name, TimeSpan age = default)
    {
        File.WriteAllText(_files[name], "half");
        File.SetLastWriteTimeUtc(_files[name], DateTime.UtcNow - age);
        return name;
    }

    private void Write() => OutputFile.Create(_files[Name], file => file.Write([7]));

    private string[] Names() => [.. Directory.GetFiles(_files.Folder).Select(path => Path.GetFileName(path)).Order()];
}
