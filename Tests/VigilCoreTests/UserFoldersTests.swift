import Foundation
import Testing
import VigilCore

@Suite struct `The user's folders` {
  @Test func `are those that the environment names`() {
    let folders = UserFolders(["XDG_CACHE_HOME": "/a", "XDG_DATA_HOME": "/b", "HOME": "/c"])
    #expect(folders.cache.path == "/a")
    #expect(folders.data.path == "/b")
  }

  @Test(arguments: ["", "relative/folder"])
  func `lie below HOME where it names none, whatever the list of users says`(_ named: String) {
    let folders = UserFolders(["XDG_CACHE_HOME": named, "HOME": "/nobody/here"])
    #expect(folders.cache.path == "/nobody/here/.cache")
    #expect(folders.data.path == "/nobody/here/.local/share")
  }

  @Test func `follow the list of users without HOME`() {
    #expect(
      UserFolders([:]).cache == FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache"))
  }
}
