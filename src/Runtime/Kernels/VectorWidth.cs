using System.ComponentModel;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

/// <summary>The vector width kernels run at: the widest the machine and the runtime's switches allow. The JIT knows each as a constant.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class VectorWidth
{
    /// <summary>512-bit vectors, with the instructions the kernels name.</summary>
    public static bool Is512 => Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported;

    /// <summary>256-bit vectors with fused multiply-add.</summary>
    public static bool Is256 => Vector256.IsHardwareAccelerated && Avx2.IsSupported && Fma.IsSupported;

    /// <summary>128-bit vectors.</summary>
    public static bool Is128 => Vector128.IsHardwareAccelerated;

    /// <summary>The width in bits; 0 without vectors.</summary>
    public static int Bits => Is512 ? 512 : Is256 ? 256 : Is128 ? 128 : 0;
}
