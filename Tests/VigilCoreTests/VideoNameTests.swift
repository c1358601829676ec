import Testing
import VigilCore

@Suite struct `Names of videos` {
  @Test(arguments: [
    ("Abuse028_x264_i3d.npy", "Abuse028_x264"), ("G:\\UCF\\Abuse028_x264_i3d.npy", "Abuse028_x264"),
    ("f/Fire001__0.npy", "Fire001"), ("Fire001__12.npz", "Fire001"), ("Fire001_i3d__3.npy", "Fire001"),
    (
      "Bad.Boys.1995__#00-26-51_00-27-53_label_B2-B6-0__4.npy",
      "Bad.Boys.1995__#00-26-51_00-27-53_label_B2-B6-0"
    ),
    ("01_0015_i3d.npy", "01_0015"), ("plain.npy", "plain"),
    ("v=38GQ9L2meyE__#1_label_B6-0-0.npy", "v=38GQ9L2meyE__#1_label_B6-0-0"),
    ("__0.npy", "__0"), ("a__123.npy", "a__123"), ("a_1.npy", "a_1"),
  ])
  func `are found in those of their features`(path: String, name: String) {
    #expect(VideoName.ofFeatures(path) == name)
  }

  @Test func `are looked up as they are, then as those of features`() {
    let table = VideoNameTable(["a", "b_i3d", "c__0", "c__1", "d", "d_i3d"]) { $0 }
    #expect(table.values("a") == ["a"] && table.values("a_i3d") == ["a"])
    #expect(table.values("b") == ["b_i3d"])
    #expect(table.values("c") == ["c__0", "c__1"] && table.values("c__1") == ["c__1"])
    #expect(table.values("d") == ["d"])
    #expect(table.values("e").isEmpty)
  }
}
