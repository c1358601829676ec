import Testing
import VigilCore
import VigilPreprocessing

@Suite struct `A snippet assembler` {
  /// A small grey frame whose brightness tells its number.
  static func frame(_ index: Int, time: Double? = nil, width: Int = 16, height: Int = 12) -> Frame {
    Frame(
      index: index, time: time ?? Double(index) / 25, width: width, height: height,
      pixels: Array(repeating: UInt8(index % 256), count: width * height * 3))
  }

  /// The numbers of a snippet's frames, read from their brightness.
  static func numbers(_ prepared: PreparedSnippet) -> [Int] {
    prepared.frames.map { frame in
      switch frame.storage {
      case .pixels(let pixels): Int(pixels[0])
      case .inputs(let inputs): Int((inputs[0] * 57.375 + 114.75).rounded())
      }
    }
  }

  static func preprocessing(_ preset: Preset) -> Preprocessing { Preprocessing(preset, crops: .one) }

  @Test(arguments: Preset.allCases)
  func `gives each sixteen frames as soon as they are there`(preset: Preset) throws {
    var assembler = SnippetAssembler(preprocessing: Self.preprocessing(preset))
    for index in 0..<48 {
      let snippet = try assembler.append(Self.frame(index))
      #expect((snippet != nil) == (index % 16 == 15))
      guard let snippet else { continue }
      let first = index - 15
      #expect(Self.numbers(snippet.prepared) == Array(first...index))
      #expect(snippet.position.index == index / 16)
      #expect(snippet.position.startFrame == first)
      #expect(snippet.position.endFrame == index + 1)
      #expect(snippet.position.start == Double(first) / 25)
      #expect(abs(snippet.position.end - Double(index + 1) / 25) < 1e-9)
      #expect(snippet.prepared.preprocessing == Self.preprocessing(preset))
    }
    #expect(assembler.finish() == nil)
    #expect(assembler.snippets == 3)
    #expect(assembler.droppedFrames == 0)
  }

  @Test(arguments: [
    (Preset.paper, [0, 1, 2, 3, 4] + Array(repeating: 4, count: 11)),
    (.rtfm, [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0]),
    (.compact, [0, 1, 2, 3, 4] + Array(repeating: 4, count: 11)),
  ])
  func `fills up the last snippet as its preset says`(preset: Preset, numbers: [Int]) throws {
    var assembler = SnippetAssembler(preprocessing: Self.preprocessing(preset))
    for index in 0..<5 { #expect(try assembler.append(Self.frame(index)) == nil) }
    #expect(assembler.pendingFrames == 5)
    let last = assembler.finish()
    let snippet = try #require(last)
    #expect(Self.numbers(snippet.prepared) == numbers)
    #expect(snippet.position.endFrame == 5)
    #expect(abs(snippet.position.end - 0.2) < 1e-9)
    #expect(assembler.pendingFrames == 0)
    #expect(assembler.droppedFrames == 0)
  }

  @Test func `reaches back for the last snippet of compact, but not over a gap`() throws {
    var assembler = SnippetAssembler(preprocessing: Self.preprocessing(.compact))
    for index in 0..<37 { _ = try assembler.append(Self.frame(index)) }
    let last = assembler.finish()
    let snippet = try #require(last)
    #expect(Self.numbers(snippet.prepared) == Array(21..<37))
    #expect(snippet.position.startFrame == 32 && snippet.position.endFrame == 37)
    for gap in [true, false] {
      for index in 0..<16 { _ = try assembler.append(Self.frame(index)) }
      if gap { assembler.interrupt() } else { #expect(assembler.finish() == nil) }
      _ = try assembler.append(Self.frame(90))
      let alone = assembler.finish()
      #expect(try Self.numbers(#require(alone).prepared) == Array(repeating: 90, count: 16))
    }
  }

  @Test func `drops and counts the last frames of gowtham`() throws {
    var assembler = SnippetAssembler(preprocessing: Self.preprocessing(.gowtham))
    for index in 0..<21 { _ = try assembler.append(Self.frame(index)) }
    #expect(assembler.finish() == nil)
    #expect(assembler.droppedFrames == 5)
    #expect(assembler.snippets == 1)
  }

  @Test(arguments: 1...40)
  func `gives as many snippets as the preset's policy allows`(count: Int) throws {
    for preset in Preset.allCases {
      var assembler = SnippetAssembler(preprocessing: Self.preprocessing(preset))
      var snippets = 0
      for index in 0..<count where try assembler.append(Self.frame(index)) != nil { snippets += 1 }
      if assembler.finish() != nil { snippets += 1 }
      #expect(
        snippets
          == (Preprocessing(preset, crops: .one).partialSnippet == .drop ? count / 16 : (count + 15) / 16))
      #expect(
        assembler.droppedFrames
          == (Preprocessing(preset, crops: .one).partialSnippet == .drop ? count % 16 : 0))
    }
  }

  @Test func `lets no snippet span a gap`() throws {
    var assembler = SnippetAssembler(preprocessing: Self.preprocessing(.rtfm))
    for index in 0..<10 { _ = try assembler.append(Self.frame(index)) }
    #expect(assembler.interrupt() == 10)
    #expect(assembler.interrupt() == 0)
    var snippet: SnippetAssembler.Snippet?
    for index in 100..<116 { snippet = try assembler.append(Self.frame(index)) }
    let position = try #require(snippet).position
    #expect(position.index == 0)
    #expect(position.startFrame == 100)
    #expect(abs(position.end - 116.0 / 25) < 1e-9)
    #expect(assembler.droppedFrames == 10)
  }

  @Test func `takes the frame interval of frames that were skipped`() throws {
    var assembler = SnippetAssembler(preprocessing: Self.preprocessing(.rtfm))
    var snippet: SnippetAssembler.Snippet?
    for index in 0..<16 { snippet = try assembler.append(Self.frame(3 * index)) }
    let position = try #require(snippet).position
    #expect(position.endFrame == 46)
    #expect(abs(position.end - 46.0 / 25) < 1e-9)
  }

  @Test func `survives times that stand still or go back`() throws {
    var assembler = SnippetAssembler(preprocessing: Self.preprocessing(.rtfm))
    var snippet: SnippetAssembler.Snippet?
    for index in 0..<16 {
      snippet = try assembler.append(Self.frame(index, time: index < 8 ? Double(index) / 10 : 0.7))
    }
    let position = try #require(snippet).position
    #expect(abs(position.end - 0.8) < 1e-9)
  }

  @Test func `knows the length of a single frame from the nominal rate`() throws {
    var assembler = SnippetAssembler(preprocessing: Self.preprocessing(.rtfm), frameInterval: 0.5)
    _ = try assembler.append(Self.frame(0))
    #expect(assembler.finish()?.position.end == 0.5)
  }

  @Test func `stands as before when a frame cannot be used`() throws {
    var assembler = SnippetAssembler(preprocessing: Self.preprocessing(.paper))
    _ = try assembler.append(Self.frame(0))
    let empty = Frame(index: 1, time: 0.04, width: 0, height: 0, pixels: [])
    #expect(throws: PreprocessingError.self) { try assembler.append(empty) }
    #expect(assembler.pendingFrames == 1)
    #expect(assembler.finish()?.position.endFrame == 1)
  }

  @Test func `takes frames whose size changes in the middle of a snippet`() throws {
    var assembler = SnippetAssembler(preprocessing: Self.preprocessing(.rtfm))
    var snippet: SnippetAssembler.Snippet?
    for index in 0..<16 {
      snippet = try assembler.append(
        Self.frame(index, width: index < 9 ? 16 : 31, height: index < 9 ? 12 : 17))
    }
    let prepared = try #require(snippet).prepared
    #expect(prepared.frames.map(\.width) == Array(repeating: 341, count: 9) + Array(repeating: 466, count: 7))
    #expect(Self.numbers(prepared) == Array(0..<16))
  }

  @Test func `gives frames seen whole the size of the first of their snippet`() throws {
    var assembler = SnippetAssembler(preprocessing: Preprocessing(.whole, crops: .five))
    var snippets: [PreparedSnippet] = []
    for index in 0..<48 {
      // Another size from the tenth frame to the twentieth.
      let isOther = (9..<20).contains(index)
      if let snippet = try assembler.append(
        Self.frame(index, width: isOther ? 31 : 16, height: isOther ? 17 : 12))
      {
        snippets.append(snippet.prepared)
      }
    }
    #expect(
      snippets.map { $0.frames.map(\.width) } == [341, 466, 341].map { Array(repeating: $0, count: 16) })
    #expect(snippets.flatMap(Self.numbers) == Array(0..<48))
  }
}
