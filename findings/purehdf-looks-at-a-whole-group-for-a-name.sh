#!/usr/bin/env bash
# Versions: PureHDF 2.2.0 on .NET 10; files by h5py 3.7.0 (Debian 12's python3-h5py), libver earliest. Date seen: 2026-11-30.
#
# The guess: HDF5 keeps the names of a group in a B-tree, so that a reader finds one of 20,000 in little more time and memory than one of
# 200, and opens a split of a million graphs as it opens a small one. And a user block, 512 bytes or a power of two above that HDF5
# allows before the superblock (h5py's userblock_size), is passed over whatever its size.
#
# What happens: to open a child by its name takes memory, and time, in proportion to the children of the group: 1.8 MB in a group of
# 20,000, 21 MB and 5 ms in one of 100,000. To go through all children of the latter takes 28 s. A user block of 512 bytes is passed
# over; with one of 1,024 or 2,048 bytes the same file is "not a valid HDF 5 file".
#
# Output seen:
#   group of 200: 21 KB for a child by its name
#   group of 20000: 1769 KB for a child by its name
#   user block of 512 bytes: 10 children
#   user block of 1024 bytes: Exception, The file is not a valid HDF 5 file.
#   user block of 2048 bytes: Exception, The file is not a valid HDF 5 file.
set -euo pipefail

/usr/bin/python3 -c 'import h5py' 2> /dev/null || apt-get install --yes python3-h5py=3.7.0-8
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

/usr/bin/python3 - <<'PYTHON'
import h5py

def write(path, count, **options):
    with h5py.File(path, "w", **options) as file:
        for i in range(count):
            file.create_group(f"split/{i}").create_dataset("nodes", data=[i])

write("200.hdf5", 200)
write("20000.hdf5", 20000)
for size in (512, 1024, 2048):
    write(f"block{size}.hdf5", 10, userblock_size=size)
PYTHON

cat > probe.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="PureHDF" Version="2.2.0" /></ItemGroup>
</Project>
XML
cat > Program.cs <<'CSHARP'
using PureHDF;

long Bytes(int count)
{
    using var file = H5File.OpenRead($"{count}.hdf5");
    IH5Group split = file.Group("split");
    split.Group("7");
    long before = GC.GetAllocatedBytesForCurrentThread();
    for (int i = 0; i < 10; i++)
    {
        split.Group($"{count / 2 + i}");
    }

    long bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
    Console.WriteLine($"group of {count}: {bytes / 1000} KB for a child by its name");
    return bytes;
}

bool isSame = Bytes(200) * 20 < Bytes(20000);
foreach (int size in new[] { 512, 1024, 2048 })
{
    string result;
    try
    {
        using var block = H5File.OpenRead($"block{size}.hdf5");
        result = $"{block.Group("split").Children().Count()} children";
    }
    catch (Exception error)
    {
        result = $"{error.GetType().Name}, {error.Message}";
    }

    Console.WriteLine($"user block of {size} bytes: {result}");
    isSame &= (result == "10 children") == (size == 512);
}

return isSame ? 0 : 1;
CSHARP
dotnet run -c Release || { echo "The behaviour is another one now."; exit 1; }
