import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property IdleViewModel vm

    pictureCrops: !Theme.landscape
    pictureRatio: !vm.cameraOk ? 0 : Theme.landscape ? 1.25 : 1.05

    Headline {
        Layout.fillWidth: true
        text: screen.vm.headline
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.hint
        color: Theme.soft
    }

    picture: [
        Preview {
            anchors.fill: parent
            visible: screen.vm.cameraOk
            path: screen.vm.cameraOk ? screen.vm.previewPath : ""
            words: screen.vm.aimWords
        },
        FactCard {
            width: parent.width
            height: Theme.landscape ? parent.height : Math.min(implicitHeight, parent.height)
            visible: !screen.vm.cameraOk && fact.length > 0
            symbol: "phone"
            label: screen.vm.phoneLabel
            fact: screen.vm.phone
            detail: screen.vm.phoneDetail
        }
    ]

    actions: [
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            vm: screen.vm
            intent: "type_code"
            symbol: "keypad"
            filled: !screen.vm.cameraOk
            text: screen.vm.typeLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            vm: screen.vm
            intent: "phone_sign_in"
            symbol: "mobile"
            text: screen.vm.phoneSignInLabel
        }
    ]
}
