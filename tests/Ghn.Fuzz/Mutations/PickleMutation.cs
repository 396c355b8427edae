using System.Buffers.Binary;
using System.Text;

namespace Ghn.Fuzz.Mutations;

/// <summary>
/// Changes instructions of pickles, of several one after the other too: removes, repeats, exchanges them, or gives them other arguments,
/// with lengths that are right again.
/// </summary>
internal static class PickleMutation
{
    private const byte Stop = (byte)'.';
    private const byte Frame = 0x95;
    private const byte ShortBytes = (byte)'C';
    private const byte Bytes = (byte)'B';

    /// <summary>Instructions that stand alone.</summary>
    private static readonly byte[] Plain =
        [.. "(.012N)tl]eda}sRbQuo"u8, 0x85, 0x86, 0x87, 0x88, 0x89, 0x81, 0x92, 0x93, 0x94, 0x8f, 0x90, 0x91, 0x97, 0x98];

    private static readonly string[] Texts =
    [
        "torch", "FloatStorage", "HalfStorage", "LongStorage", "torch._utils", "_rebuild_tensor_v2", "_rebuild_parameter", "collections",
        "OrderedDict", "cpu", "0", "state_dict", "numpy", "dtype", "ndarray", "numpy.core.multiarray", "_reconstruct", "os", "system", "f4",
        "<",
    ];

    /// <summary>Pickles with changed instructions; what follows the last of them stays.</summary>
    /// <exception cref="InvalidDataException">There is no pickle.</exception>
    public static byte[] Apply(ReadOnlySpan<byte> bytes, Random random)
    {
        List<Instruction> program = Parse(bytes, out int end);
        for (int changes = 1 + random.Next(random.Next(1, 4)); changes > 0 && program.Count > 0; changes--)
        {
            Change(program, random);
        }

        var result = new MemoryStream();
        foreach (Instruction instruction in program)
        {
            instruction.WriteTo(result);
        }

        result.Write(bytes[end..]);
        return result.ToArray();
    }

    private static void Change(List<Instruction> program, Random random)
    {
        int place = random.Next(program.Count);
        Instruction instruction = program[place];
        switch (random.Next(8))
        {
            case 0:
                program.RemoveAt(place);
                break;
            case 1:
                program.Insert(place, program[random.Next(program.Count)]);
                break;
            case 2:
                int other = random.Next(program.Count);
                (program[place], program[other]) = (program[other], program[place]);
                break;
            case 3:
                program[place] = new Instruction(Plain[random.Next(Plain.Length)], []);
                break;
            default:
                program[place] = instruction.Argument.Length > 0
                    ? instruction with { Argument = Argument(instruction, random) }
                    : instruction with { Code = Plain[random.Next(Plain.Length)] };
                break;
        }
    }

    private static byte[] Argument(Instruction instruction, Random random)
    {
        byte[] argument = [.. instruction.Argument];
        bool isNested = instruction.Code is ShortBytes or Bytes && argument is [0x80, ..];
        if (isNested)
        {
            return ((Mutator)Apply).OrBytes()(argument, random);
        }

        if (InstructionArguments.LengthBytes(instruction.Code) > 0)
        {
            return random.Next(3) switch
            {
                0 => Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]),
                1 => TextMutation.Apply(argument, random),
                _ => ByteMutation.Apply(argument, random),
            };
        }

        if (InstructionArguments.Lines(instruction.Code) > 0)
        {
            return Encoding.UTF8.GetBytes(random.Next(2) == 0 ? $"{InterestingNumbers.Text(random)}\n" : "torch\nFloatStorage\n");
        }

        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, InterestingNumbers.Next(random, argument[0]));
        number[..argument.Length].CopyTo(argument);
        return argument;
    }

    private static List<Instruction> Parse(ReadOnlySpan<byte> bytes, out int end)
    {
        var program = new List<Instruction>();
        end = 0;
        int pending = 0;
        for (int place = 0; place < bytes.Length;)
        {
            byte code = bytes[place];
            int length = InstructionArguments.Length(bytes[place..], out int argumentStart);
            if (length < 0)
            {
                break;
            }

            if (code != Frame)
            {
                program.Add(new Instruction(code, bytes[(place + argumentStart)..(place + length)].ToArray()));
            }

            place += length;
            if (code == Stop)
            {
                (end, pending) = (place, program.Count);
            }
        }

        program.RemoveRange(pending, program.Count - pending);
        return program.Count > 0 ? program : throw new InvalidDataException("no pickle");
    }

    /// <summary>An instruction.</summary>
    /// <param name="Code">What it does.</param>
    /// <param name="Argument">What it does it with, without its length.</param>
    private sealed record Instruction(byte Code, byte[] Argument)
    {
        public void WriteTo(Stream stream)
        {
            stream.WriteByte(Code);
            Span<byte> length = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(length, Argument.Length);
            stream.Write(length[..InstructionArguments.LengthBytes(Code)]);
            stream.Write(Argument);
        }
    }
}
