namespace Ghn.Tensors.Formats.Pickle;

/// <summary>
/// The instructions of Python's pickle machine that torch.save and joblib emit, under the names that Python's
/// <c>pickle</c> module gives them. Those missing here are refused.
/// </summary>
internal enum PickleOpcode : byte
{
    Mark = (byte)'(',
    Stop = (byte)'.',
    Pop = (byte)'0',
    PopMark = (byte)'1',
    Dup = (byte)'2',

    None = (byte)'N',
    NewTrue = 0x88,
    NewFalse = 0x89,
    BinInt = (byte)'J',
    BinInt1 = (byte)'K',
    BinInt2 = (byte)'M',
    Long1 = 0x8a,
    Long4 = 0x8b,
    BinFloat = (byte)'G',

    ShortBinString = (byte)'U',
    BinString = (byte)'T',
    ShortBinUnicode = 0x8c,
    BinUnicode = (byte)'X',
    BinUnicode8 = 0x8d,
    ShortBinBytes = (byte)'C',
    BinBytes = (byte)'B',
    BinBytes8 = 0x8e,
    ByteArray8 = 0x96,

    EmptyTuple = (byte)')',
    Tuple = (byte)'t',
    Tuple1 = 0x85,
    Tuple2 = 0x86,
    Tuple3 = 0x87,
    EmptyList = (byte)']',
    List = (byte)'l',
    Append = (byte)'a',
    Appends = (byte)'e',
    EmptyDict = (byte)'}',
    Dict = (byte)'d',
    SetItem = (byte)'s',
    SetItems = (byte)'u',
    EmptySet = 0x8f,
    AddItems = 0x90,
    FrozenSet = 0x91,

    BinPut = (byte)'q',
    LongBinPut = (byte)'r',
    Memoize = 0x94,
    BinGet = (byte)'h',
    LongBinGet = (byte)'j',

    Global = (byte)'c',
    StackGlobal = 0x93,
    Reduce = (byte)'R',
    NewObj = 0x81,
    NewObjEx = 0x92,
    Build = (byte)'b',
    BinPersId = (byte)'Q',

    Proto = 0x80,
    Frame = 0x95,
}
