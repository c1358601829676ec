import Testing
import VigilInference

@Suite struct `A device` {
  @Test(
    arguments: [("cpu", nil), ("cuda", 0), ("cuda:0", 0), ("cuda:1", 1), ("cuda:127", 127)]
      as [(String, Int?)])
  func `is known by its name`(name: String, number: Int?) throws {
    let device = try #require(ComputeDevice(rawValue: name))
    #expect(device.rawValue == name)
    #expect(device.number == number)
    #expect(device.isGPU == (number != nil))
  }

  @Test(arguments: [
    "", "gpu", "CPU", "cuda:", "cuda:x", "cuda:-1", "cuda:01", "cuda:128", "cuda:1:2", "cpu:0",
  ])
  func `has no other name`(name: String) {
    #expect(ComputeDevice(rawValue: name) == nil)
  }
}

@Suite struct `Capabilities` {
  typealias Stem = EngineCapabilities.StemSupport

  @Test(arguments: [
    (Stem.never, [false, false, false]), (.lacksInstructions, [false, false, false]),
    (.onRequest, [false, true, false]), (.byDefault, [true, true, false]),
  ])
  func `say whether the first layers are computed separately`(stem: Stem, applies: [Bool]) {
    #expect([nil, true, false].map(stem.applies) == applies)
    #expect(stem.isPossible == applies[1])
  }

  @Test func `of this processor need its instructions`() {
    #expect(Stem.ofThisProcessor.isPossible == FastStem.isSupported)
    #expect(Stem.ofThisProcessor != .never)
  }

  @Test func `say whether a model decides its number format`() {
    let free = EngineCapabilities.Formats([.fp32, .int8])
    #expect(NumberFormat.allCases.map(free.followsModels) == [true, false, true])
    let imposed = EngineCapabilities.Formats([.fp32, .fp16], imposed: .fp16)
    #expect(NumberFormat.allCases.map(imposed.followsModels) == [false, false, false])
  }
}
