import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property IdleViewModel vm

    pictureRatio: vm.cameraOk ? 16 / 9 : 0
    actionColumns: 1

    Headline { Layout.fillWidth: true; text: screen.vm.headline }
    Label { Layout.fillWidth: true; text: screen.vm.hint; color: Theme.soft }

    picture: Preview {
        anchors.fill: parent
        visible: screen.vm.cameraOk
        path: screen.vm.previewPath
    }

    actions: ActionButton {
        Layout.fillWidth: true
        vm: screen.vm
        intent: "type_code"
        symbol: "keypad"
        filled: !screen.vm.cameraOk
        text: screen.vm.typeLabel
    }
}
