namespace Ghn.Networks.DeepNets.Published;

/// <summary>A part of an HDF5 file is written in a way that the library reads, but not <see cref="Hdf5File"/>.</summary>
internal sealed class UnsupportedHdf5Exception : Exception;
