namespace LossGen.Generator.Lowering;
internal static class Lowerings { public static int Lower(MachineBuilder b, Ir.OpCode op, int x, int y, int z) => -1; }
