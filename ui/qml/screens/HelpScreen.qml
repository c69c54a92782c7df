pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property HelpViewModel vm

    pictureShare: 0.54
    pictured: vm.choosing

    Headline {
        Layout.fillWidth: true
        text: screen.vm.headline
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.hint
        color: Theme.soft
    }

    picture: Column {
        width: parent.width
        spacing: Theme.gap

        Repeater {
            model: screen.vm.topics

            Button {
                required property string code
                required property string label
                required property string drawing

                objectName: "topic-" + code
                width: parent.width
                symbol: drawing
                leading: true
                text: label
                enabled: screen.vm.actions.includes("report")
                onClicked: screen.vm.actWith("report", code)
            }
        }
    }

    below: HelpLine {
        Layout.fillWidth: true
        vm: screen.vm
    }

    actions: [
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "back"
            symbol: "back"
            text: screen.vm.backLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "home"
            symbol: "leave"
            text: screen.vm.homeLabel
        }
    ]
}
