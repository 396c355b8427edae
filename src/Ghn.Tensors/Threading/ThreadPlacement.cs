using System.Runtime.InteropServices;

namespace Ghn.Tensors.Threading;

/// <summary>
/// Sees to it that a woken thread does not land on the waker's processor. Linux on a virtual machine takes halted
/// processors for busy ones, leaves the woken thread behind the thread that woke it, and corrects that only after
/// milliseconds. So the waker forbids the sleeper its own processor, and the woken thread lifts the ban. These are hints:
/// where the calls fail, threads run wherever the system puts them.
/// </summary>
internal sealed unsafe partial class ThreadPlacement
{
    private const int MaskBytes = 128;
    private const int BitsPerWord = 64;

    private readonly int _thread;
    private readonly ulong[] _allowed = new ulong[MaskBytes / sizeof(ulong)];
    private readonly ulong[] _restricted = new ulong[MaskBytes / sizeof(ulong)];
    private readonly bool _works;
    private volatile bool _banned;

    /// <summary>Takes note of the processors that the calling thread may use.</summary>
    public ThreadPlacement()
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                fixed (ulong* mask = _allowed)
                {
                    _thread = CurrentThread();
                    _works = GetAffinity(_thread, MaskBytes, mask) >= 0;
                }
            }
            catch (EntryPointNotFoundException)
            {
                _works = false;
            }
        }
    }

    /// <summary>Bans the thread, asleep, from the processor that the calling thread runs on.</summary>
    public void BanFromHere()
    {
        int processor = _works ? Thread.GetCurrentProcessorId() : -1;
        if ((uint)processor < MaskBytes * 8)
        {
            _allowed.CopyTo(_restricted, 0);
            _restricted[processor / BitsPerWord] &= ~(1UL << (processor % BitsPerWord));
            fixed (ulong* mask = _restricted)
            {
                _banned = SetAffinity(_thread, MaskBytes, mask) == 0;
            }
        }
    }

    /// <summary>Lifts the ban.</summary>
    public void Lift()
    {
        if (_banned)
        {
            _banned = false;
            fixed (ulong* mask = _allowed)
            {
                _ = SetAffinity(_thread, MaskBytes, mask);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int CurrentThread();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint size, ulong* mask);
}
