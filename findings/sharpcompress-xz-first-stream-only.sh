#!/usr/bin/env bash
# Versions: SharpCompress 0.50.8 on .NET 10; files by Python 3.11's lzma and bz2, which joblib compresses with. Date seen: 2026-11-30.
#
# The guess: XZStream gives what xz, Python's lzma.open and joblib.load give: all streams of a file, which the format allows to be several
# in a row, with zeros between them (cat a.xz b.xz > c.xz; a writer that appends); or an error. SharpCompress's BZip2Stream has a switch for
# that, and K4os.Compression.LZ4.Streams reads all frames unasked.
#
# What happens: XZStream ends after the first stream as if that were all: of 500,000 bytes in two streams 300,000 come, and no error.
# (Several blocks in one stream, as xz -T writes, are all read. The position of the compressed stream is then exactly behind the first, so
# that a caller can go on.)
#
# Output seen:
#   two streams of bz2 with the switch: 500000 of 500000 bytes
#   two streams of xz: 300000 of 500000 bytes
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
/usr/bin/python3 -c "
import bz2, lzma, random
random.seed(1)
a, b = bytes(random.choices(b'abcdefgh', k=300000)), bytes(random.choices(b'stuvwxyz', k=200000))
open('two.xz', 'wb').write(lzma.compress(a) + lzma.compress(b))
open('two.bz2', 'wb').write(bz2.compress(a) + bz2.compress(b))
assert lzma.open('two.xz').read() == a + b and bz2.open('two.bz2').read() == a + b
"
cat > two.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="SharpCompress" Version="0.50.8" /></ItemGroup>
</Project>
XML
cat > Program.cs <<'CSHARP'
using SharpCompress.Compressors;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Xz;

int bz2 = Count(BZip2Stream.Create(File.OpenRead("two.bz2"), CompressionMode.Decompress, true));
int xz = Count(new XZStream(File.OpenRead("two.xz")));
Console.WriteLine($"two streams of bz2 with the switch: {bz2} of 500000 bytes");
Console.WriteLine($"two streams of xz: {xz} of 500000 bytes");
return bz2 == 500_000 && xz == 300_000 ? 0 : 1;

static int Count(Stream stream)
{
    byte[] buffer = new byte[65536];
    int total = 0;
    for (int count = stream.Read(buffer, 0, buffer.Length); count > 0; count = stream.Read(buffer, 0, buffer.Length))
    {
        total += count;
    }

    return total;
}
CSHARP
dotnet run -v q || { echo "The behaviour is another one now."; exit 1; }
