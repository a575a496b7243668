using System;
using System.IO;
using System.Linq;
using LossGen.Generator.Tests.Harness;
using LossGen.Tests;

namespace LossGen.Generator.Tests;

/// <summary>Rules about the sources, checked in their text.</summary>
public class ArchitectureTests
{
    [Theory]
    [InlineData("Ir")]
    [InlineData("Differentiation")]
    [InlineData("Rewriting")]
    [InlineData("Lowering")]
    [InlineData("Scheduling")]
    [InlineData("Emission")]
    [InlineData("Support")]
    [InlineData("Precision")]
    [InlineData("SelfCheck")]
    [InlineData("Analysis")]
    public void A_room_after_binding_knows_no_compiler(string room)
    {
        string folder = Path.Combine("src", "Generator", room);
        if (Directory.Exists(Path.Combine(Repository.Root, folder)))
        {
            Assert.All(Repository.Files(folder, "*.cs"), f => Assert.DoesNotContain("Microsoft.CodeAnalysis", File.ReadAllText(f), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_pipeline_starts_at_the_attribute()
    {
        foreach (string file in Repository.Files(Path.Combine("src", "Generator"), "*.cs"))
        {
            string text = File.ReadAllText(file);
            Assert.DoesNotContain("CreateSyntaxProvider", text, StringComparison.Ordinal);
            Assert.DoesNotContain("CompilationProvider", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_generator_needs_nothing_but_a_compiler_of_its_floor()
    {
        foreach (var reference in typeof(LossGenerator).Assembly.GetReferencedAssemblies())
        {
            bool compiler = reference.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal);
            Assert.True(compiler || reference.Name is "netstandard" or "System.Collections.Immutable" or "System.Memory", reference.Name + " does not come with the compiler");
            Assert.True(!compiler || reference.Version <= new Version(4, 14, 0, 0), reference.FullName);
        }
    }

    [Fact]
    public void Sources_are_short_and_end_their_lines_alike()
    {
        foreach (string file in Repository.Files(Path.Combine("src", "Generator"), "*.cs"))
        {
            string text = File.ReadAllText(file);
            Assert.DoesNotContain('\r', text);
            Assert.True(text.Count(c => c == '\n') <= 450, file + " is too long to be read at once");
        }
    }
}
